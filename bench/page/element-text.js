import '../../dist/define.js';

let element;

globalThis.path = {
  async connect(relayUrl) {
    element = document.createElement('realtime-assistant');
    element.setAttribute('relay-url', relayUrl);
    element.setAttribute('mode', 'text');
    element.setAttribute('output', 'text');
    element.setAttribute('open', '');
    document.querySelector('main').append(element);
    await element.connect();
  },
  /** What stands at the end of the list. */
  get end() {
    const panel = element.shadowRoot.querySelector('realtime-panel');
    const pages = panel.shadowRoot.querySelector('realtime-transcript').shadowRoot.querySelectorAll('.page');
    return [...pages].at(-1)?.lastElementChild.textContent ?? '';
  },
};
