// Sorts and filters the tiles of the units, from what the file itself says of each.
(() => {
  const tiles = document.querySelector('#units .tiles');
  if (!tiles) return;
  const all = [...tiles.children];
  const names = { number: 'number', mean: 'mean activation ρ̂', deviation: 'deviation from ρ', selectivity: 'selectivity', norm: 'weight norm' };
  const form = document.createElement('form');
  form.className = 'controls';
  const choose = (label, entries) => {
    const outer = document.createElement('label'), select = document.createElement('select');
    outer.append(label, select);
    for (const [value, text] of entries) select.append(new Option(text, value));
    form.append(outer);
    select.addEventListener('change', draw);
    return select;
  };
  const sort = choose('Sort by', Object.entries(names).filter(([key]) => all[0] && key in all[0].dataset));
  const order = choose('Order', [['up', 'smallest first'], ['down', 'largest first']]);
  const state = choose('Show', [['', 'all units'], ['alive', 'alive'], ['dead', 'dead']]);
  function draw() {
    const sign = order.value === 'down' ? -1 : 1;
    const value = tile => Number(tile.dataset[sort.value]);
    const shown = all.filter(tile => !state.value || tile.classList.contains('dead') === (state.value === 'dead'));
    shown.sort((a, b) => sign * (value(a) - value(b)) || a.dataset.number - b.dataset.number);
    tiles.replaceChildren(...shown);
  }
  form.addEventListener('submit', event => event.preventDefault());
  tiles.before(form);
})();
