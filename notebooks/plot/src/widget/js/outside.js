// Beside the frame: gives it height and theme, hides the still picture, and keeps the widget's
// state in the attribute data-state, where it can be read and set.
(() => {
  const box = document.currentScript.parentElement;
  const frame = box.querySelector('iframe');
  let heard; // the frame's own last word, which is not sent back to it
  const kept = new WeakRef(box); // a widget whose cell was run again can be forgotten
  const send = (message) => frame.contentWindow?.postMessage(message, '*');

  function dark() {
    const jupyter = document.body.dataset.jpThemeLight;
    if (jupyter) return jupyter === 'false';
    return matchMedia('(prefers-color-scheme: dark)').matches;
  }

  /** The state in the address of the page, as in #latent-walk={"z":[1,2]}, or none. */
  function fromAddress() {
    const [name, state] = location.hash.slice(1).split(/=(.*)/s);
    try {
      return name === box.dataset.widget ? decodeURIComponent(state) : undefined;
    } catch {
      return undefined;
    }
  }

  function onMessage({ source, data }) {
    const box = kept.deref();
    if (!box) return removeEventListener('message', onMessage);
    if (source !== box.querySelector('iframe').contentWindow) return;
    if (data.hello) greet();
    if (data.height) {
      box.classList.add('live');
      frame.style.height = `${data.height}px`;
    }
    if (data.state) box.dataset.state = heard = data.state;
  }

  function greet() {
    send({ hello: true, dark: dark(), state: box.dataset.state ?? fromAddress() });
  }

  addEventListener('message', onMessage);
  new MutationObserver(() => {
    if (box.dataset.state !== heard) send({ state: box.dataset.state });
  }).observe(box, { attributeFilter: ['data-state'] });
  new MutationObserver(() => send({ dark: dark() }))
    .observe(document.body, { attributeFilter: ['data-jp-theme-light'] });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    send({ dark: dark() });
  });
  greet();
})();
