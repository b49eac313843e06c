import '../../dist/define.js';

let element;
globalThis.path = {
  async connect(relayUrl) {
    element = document.createElement('realtime-assistant');
    element.setAttribute('relay-url', relayUrl);
    element.setAttribute('open', '');
    document.querySelector('main').append(element);
    await element.connect();
  },
  disconnect() {
    element.remove();
    element = undefined;
  },
};
