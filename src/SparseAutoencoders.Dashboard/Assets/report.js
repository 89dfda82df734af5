// A saved file: brings out the page that the address names, sorts and filters the units, and works out a row again when a unit is set.
(() => {
  const main = document.getElementById('content'), overview = document.getElementById('overview');
  const templates = new Map([...document.querySelectorAll('template[data-page]')].map(template => [template.dataset.page, template.content]));
  const numbers = JSON.parse(document.getElementById('numbers').textContent);
  const name = document.title;
  const drawer = document.getElementById('pictures')?.content;
  const pictures = document.body.appendChild(drawer ? drawer.firstElementChild.cloneNode() : document.createElement('div'));
  const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0)).buffer;
  const packed = text => new (numbers.wide ? Float64Array : Float32Array)(bytes(text));
  let shown = overview;
  let units = null;
  let parts = null;

  // Charts and tables are packed: many of them are much alike.
  async function unpack() {
    const text = document.getElementById('packed').textContent;
    if (typeof DecompressionStream === 'undefined') return [];
    return JSON.parse(await new Response(new Blob([bytes(text)]).stream().pipeThrough(new DecompressionStream('deflate'))).text());
  }

  function fill(page) {
    for (const place of page.querySelectorAll('[data-packed]')) {
      const part = document.createElement('template');
      part.innerHTML = parts[place.dataset.packed] ?? '<p class="note">This browser is too old to show this part.</p>';
      place.replaceWith(part.content);
    }
  }

  // A browser takes its time over thousands of pictures, so it gets those that are drawn.
  function bring(element) {
    for (const use of element.querySelectorAll('use')) {
      const picture = drawer.querySelector(use.getAttribute('href'));
      if (picture) pictures.append(picture);
    }
  }

  function show(from) {
    const asked = location.hash.slice(1);
    if (asked === 'content' || !parts) return;                       // the link to skip the navigation
    let page = overview;
    if (asked === 'units') page = units ??= listed(templates.get(asked).firstElementChild);
    else if (templates.has(asked)) page = document.importNode(templates.get(asked), true).firstElementChild;
    if (page !== shown) {
      fill(page);
      bring(page);
      if (shown === overview) overview.hidden = true; else shown.remove();
      if (page === overview) overview.hidden = false; else main.append(page);
      shown = page;
      if (asked.startsWith('row-')) settable(page, numbers.rows[asked.slice(4)]);
    }
    for (const link of document.querySelectorAll('.top nav a')) {
      if (link.hash === '#' + (page === overview ? 'overview' : asked)) link.setAttribute('aria-current', 'page'); else link.removeAttribute('aria-current');
    }
    const heading = page.querySelector('h1');
    document.title = page === overview ? name : `${heading.textContent} of ${name}`;
    if (!from) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  // The units: as many at a time as are drawn quickly.
  function listed(page) {
    const AtOnce = 120;
    const tiles = page.querySelector('.tiles'), count = page.querySelector('.count'), all = [...tiles.children];
    const measures = { number: 'number', mean: 'deviation' in all[0].dataset ? 'mean activation ρ̂' : 'mean activation', deviation: 'deviation from ρ', density: 'density', most: 'largest activation', alike: 'decoder similarity', selectivity: 'selectivity', norm: 'weight norm', f1: 'F1 of its label' };
    const cosines = numbers.cosines && new Int16Array(bytes(numbers.cosines));
    const form = document.createElement('form'), links = document.createElement('nav');
    let first = 0;
    form.className = 'controls';
    links.className = 'pages';
    links.setAttribute('aria-label', 'Pages of units');
    const add = (label, field) => {
      const outer = document.createElement('label');
      outer.append(label, field);
      form.append(outer);
      field.addEventListener('change', () => { first = 0; draw(); });
      return field;
    };
    const choose = (label, entries) => {
      const select = document.createElement('select');
      for (const [value, text] of entries) select.append(new Option(text, value));
      return add(label, select);
    };
    const write = (label, type) => Object.assign(add(label, document.createElement('input')), { type, size: 7 });
    const known = Object.entries(measures).filter(([key]) => key in all[0].dataset);
    const sort = choose('Sort by', cosines ? [...known, ['similarity', 'similarity to a unit']] : known);
    const order = choose('Order', [['up', 'smallest first'], ['down', 'largest first']]);
    const state = choose('Show', [['', 'all units'], ['alive', 'alive'], ['dead', 'dead']]);
    const from = write('From', 'text'), to = write('To', 'text');
    const words = all.some(tile => tile.dataset.words) ? Object.assign(write('With the words', 'search'), { size: 20, dir: 'auto' }) : null;
    const labels = [...new Set(all.map(tile => tile.dataset.label).filter(label => label))].sort((a, b) => a - b || (a < b ? -1 : 1));
    const label = labels.length > 0 ? choose('Tells best', [['', 'any'], ...labels.map(label => [label, label])]) : null;
    let near = null;
    if (cosines) {
      near = Object.assign(write('Similar to unit', 'number'), { min: 0, max: all.length - 1 });
      near.addEventListener('change', () => { [sort.value, order.value, first] = ['similarity', 'down', 0]; draw(); });
    }

    function draw() {
      const sign = order.value === 'down' ? -1 : 1;
      const similar = sort.value === 'similarity' ? Math.min(Math.max(near.valueAsNumber || 0, 0), all.length - 1) : null;
      const value = tile => similar === null ? Number(tile.dataset[sort.value]) : cosines[similar * all.length + Number(tile.dataset.number)] / 32767;
      const bound = (field, otherwise) => field.value.trim() === '' || isNaN(field.value) ? otherwise : Number(field.value);
      const [least, most] = [bound(from, -Infinity), bound(to, Infinity)];
      const parts = words ? words.value.toLowerCase().split(/\s+/).filter(part => part) : [];
      const told = tile => parts.every(part => tile.dataset.words?.includes(part)) && (!label?.value || tile.dataset.label === label.value);
      const chosen = all.filter(tile => told(tile) && (!state.value || tile.classList.contains('dead') === (state.value === 'dead')) && value(tile) >= least && value(tile) <= most);
      chosen.sort((a, b) => sign * (value(a) - value(b)) || a.dataset.number - b.dataset.number);
      tiles.replaceChildren(...chosen.slice(first, first + AtOnce));
      bring(tiles);
      const pages = Math.ceil(chosen.length / AtOnce), page = first / AtOnce + 1;
      count.textContent = `${chosen.length} ${chosen.length === 1 ? 'unit' : 'units'}${pages > 1 ? `, page ${page} of ${pages}` : ''}`;
      links.replaceChildren(...Array.from({ length: pages > 1 ? pages : 0 }, (_, i) => {
        const button = document.createElement('button');
        button.append(`${i + 1}`);
        button.setAttribute('aria-label', `Page ${i + 1}`);
        if (i + 1 === page) button.setAttribute('aria-current', 'page');
        button.addEventListener('click', () => { first = i * AtOnce; draw(); scrollTo(0, 0); });
        return button;
      }));
    }
    form.addEventListener('submit', event => event.preventDefault());
    count.before(form);
    tiles.after(links);
    draw();
    return document.adoptNode(page);
  }

  // A row whose units can be set: the same sums as in the program, from the numbers the file carries.
  function settable(page, row) {
    if (!row) return;
    const [x, z] = [packed(row.x), packed(row.z)];
    const [mean, deviation] = [numbers.mean && packed(numbers.mean), numbers.deviation && packed(numbers.deviation)];
    const spread = (value, j) => !mean ? value : deviation[j] > 0 ? (value - mean[j]) / deviation[j] : 0;
    const [low, gain] = [numbers.low && packed(numbers.low), numbers.gain && packed(numbers.gain)];
    const set = new Map();
    const [, error, active] = page.querySelectorAll('.figures > div');
    const learnedHelp = error.querySelector('.help').textContent;
    const image = page.querySelector('#output'), difference = page.querySelector('#difference'), line = page.querySelector('#line path');
    const original = { image: image?.src, difference: difference?.src };
    const reset = page.querySelector('#reset');

    function output() {
      const sums = Float64Array.from(z);
      for (const [unit, activation] of set) {
        const more = activation - row.learned[unit], added = packed(numbers.added[unit]);
        for (let j = 0; j < sums.length; j++) sums[j] += more * added[j];
      }
      return numbers.sigmoid ? sums.map((sum, j) => (low ? low[j] : 0) + (gain ? gain[j] : 1) / (1 + Math.exp(-sum))) : sums;
    }
    const told = activation => row.on ? short(activation) : activation.toFixed(3);
    const squared = y => y.reduce((sum, value, j) => sum + (value - x[j]) ** 2, 0);
    const plain = squared(output());

    function draw() {
      const y = output(), changed = set.size > 0;
      error.querySelector('dd').textContent = short(squared(y));
      error.querySelector('.help').textContent = changed ? `as learned: ${short(plain)}` : learnedHelp;
      const more = [...set].reduce((sum, [unit, activation]) => sum + (activation > numbers.activeAbove) - (row.learned[unit] > numbers.activeAbove), 0);
      active.querySelector('dd').textContent = (row.active + more).toLocaleString('en');
      reset.disabled = !changed;
      for (const item of page.querySelectorAll('.work li')) {
        const unit = item.dataset.unit, learned = row.learned[unit], now = set.get(unit) ?? learned;
        item.className = set.has(unit) ? 'changed' : '';
        item.querySelector('.activation').textContent = told(now) + (set.has(unit) ? ` (learned ${told(learned)})` : '');
        item.querySelector('[type=checkbox]').checked = now > 0;
        item.querySelector('[type=range]').value = now;
      }
      if (image) {
        page.querySelector('#set').hidden = !changed;
        const [least, most] = row.grey;
        image.src = changed ? picture(y, value => { const level = Math.round(255 * Math.min(Math.max((value - least) / (most - least), 0), 1)); return [level, level, level, 255]; }) : original.image;
        image.alt = changed ? 'reconstruction with the units as set' : 'reconstruction';
        const full = Math.max(most - least, 1e-12) / 2;
        difference.src = changed ? picture(y.map((value, j) => value - x[j]), value => [...(value < 0 ? [0x2f, 0x7f, 0xd6] : [0xe8, 0x6a, 0x17]), Math.round(255 * Math.min(Math.abs(value) / full, 1))]) : original.difference;
      } else {
        const [left, top, right, bottom, from, to] = row.chart;
        const place = (value, j) => `${left + (right - left) * (j + 0.5) / y.length},${Math.min(Math.max(bottom - (bottom - top) * (spread(value, j) - from) / (to - from), top), bottom)}`;
        line.setAttribute('d', changed ? 'M' + [...y].map(place).join('L') : '');
        for (const item of page.querySelectorAll('#inputs [data-input]')) {
          const j = Number(item.dataset.input), cells = item.querySelectorAll('td'), away = spread(y[j], j);
          cells[1].textContent = short(y[j]);
          cells[2].textContent = short(y[j] - x[j]);
          if (!mean) continue;
          cells[4].textContent = (away < 0 ? '−' : away > 0 ? '+' : '') + Math.abs(away).toFixed(2);
          item.querySelector('.strip .positive').setAttribute('x', Math.min(Math.max(away, -4), 4) - 0.08);
        }
      }
    }
    page.addEventListener('input', event => {
      const item = event.target.closest('li[data-unit]');
      if (!item) return;
      const unit = item.dataset.unit, learned = row.learned[unit];
      const asked = event.target.type === 'range' ? event.target.valueAsNumber : !event.target.checked ? 0 : row.on ? (learned > 0 ? learned : row.on) : learned > 0.01 ? learned : 1;
      if (asked === learned) set.delete(unit); else set.set(unit, asked);
      draw();
    });
    reset.addEventListener('click', () => { set.clear(); draw(); });
  }

  function picture(values, colour) {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = numbers.image;
    const pixels = new ImageData(canvas.width, canvas.height);
    values.forEach((value, j) => pixels.data.set(colour(value), 4 * j));
    canvas.getContext('2d').putImageData(pixels, 0, 0);
    return canvas.toDataURL();
  }

  // Four digits, as everywhere on the pages.
  function short(value) {
    const size = Math.abs(value);
    if (size === 0 || size >= 1e-3 && size < 1e6) return (size >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)))).replace('-', '−');
    const [digits, power] = value.toExponential(2).split('e');
    return `${Number(digits)}×10${[...String(Number(power))].map(letter => letter === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[letter]).join('')}`.replace('-', '−');
  }

  addEventListener('hashchange', show);
  unpack().then(list => { parts = list; show(); });
})();
