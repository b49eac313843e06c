/** A list that is made anew whenever anything in it changes, as it is usually written. */
const main = document.querySelector('main');
const messages = new Map();

function render() {
  const list = document.createElement('ol');
  for (const { role, text } of messages.values()) {
    const item = document.createElement('li');
    const bubble = document.createElement('div');
    bubble.className = role;
    bubble.textContent = text;
    item.append(bubble);
    list.append(item);
  }
  main.replaceChildren(list);
  main.scrollTop = main.scrollHeight;
}

function receive(event) {
  if (event.type === 'conversation.item.added') {
    const { id, role, content } = event.item;
    messages.set(id, { role, text: content[0]?.text ?? '' });
    // A thousand of them come at once before anything is measured.
  } else if (event.type === 'response.output_text.delta') {
    const before = messages.get(event.item_id) ?? { role: 'assistant', text: '' };
    messages.set(event.item_id, { ...before, text: before.text + event.delta });
    render();
  }
}

main.style.cssText = 'block-size: 600px; inline-size: 400px; overflow-y: auto';

globalThis.path = {
  /** What stands at the end of the list. */
  get end() {
    return main.querySelector('li:last-child')?.textContent ?? '';
  },
  connect(relayUrl) {
    return new Promise((resolve) => {
      const socket = new WebSocket(relayUrl, 'realtime');
      socket.addEventListener('open', () => resolve());
      socket.addEventListener('message', ({ data }) => receive(JSON.parse(data)));
    });
  },
};
