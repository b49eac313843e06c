import '../../dist/define.js';

globalThis.path = {
  async connect(relayUrl) {
    const element = document.createElement('realtime-assistant');
    element.setAttribute('relay-url', relayUrl);
    element.setAttribute('mode', 'text');
    element.setAttribute('output', 'text');
    element.setAttribute('open', '');
    document.querySelector('main').append(element);
    await element.connect();
  },
};
