// Starts the pages' connection. If the program ends and comes back, the page is loaded again.
(() => {
  const options = { maxRetries: 1e9, retryIntervalMilliseconds: 1000 };
  document.getElementById('components-reconnect-modal').addEventListener('components-reconnect-state-changed', event => {
    if (event.detail.state === 'rejected' || event.detail.state === 'failed') location.reload();
  });
  Blazor.start({ circuit: { reconnectionOptions: options } });
})();
