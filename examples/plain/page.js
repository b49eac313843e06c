const assistant = document.querySelector('realtime-assistant');
const cart = document.querySelector('output');

/** Who the visitor is, as your own server says it. */
assistant.getToken = async () => (await fetch('/token')).text();

assistant.tools = [
  {
    name: 'add_ticket',
    description: 'Puts a ticket into the visitor’s cart.',
    parameters: { type: 'object', properties: {} },
    label: 'Putting it into your cart…',
    run: () => {
      cart.value = Number(cart.value) + 1;
      return 'One ticket was added.';
    },
  },
];

assistant.addEventListener('realtime-message', ({ message }) => {
  const item = document.createElement('li');
  item.textContent = message.text;
  document.querySelector('ol').append(item);
});
