import { useMemo, useState } from 'react';
// Registers the elements, and tells TypeScript of them.
import 'realtime-assistant/react';
import type { ClientTool, Message } from 'realtime-assistant/react';

export function App() {
  const [tickets, setTickets] = useState(0);
  const [answers, setAnswers] = useState<readonly Message[]>([]);

  // A new list is a new setting: keep it between renders.
  const tools = useMemo<readonly ClientTool[]>(
    () => [
      {
        name: 'add_ticket',
        description: 'Puts a ticket into the visitor’s cart.',
        parameters: { type: 'object', properties: {} },
        label: 'Putting it into your cart…',
        run: () => {
          setTickets((count) => count + 1);
          return 'One ticket was added.';
        },
      },
    ],
    [],
  );

  return (
    <main>
      <h1>Park tickets</h1>
      <p>
        In your cart: <output>{tickets}</output>
      </p>
      <realtime-assistant
        relay-url="/realtime"
        placement="inline"
        mode="text"
        getToken={fetchToken}
        tools={tools}
        onrealtime-message={({ message }) => setAnswers((known) => [...known, message])}
      />
      <ol aria-label="Finished messages">
        {answers.map(({ id, text }) => (
          <li key={id}>{text}</li>
        ))}
      </ol>
    </main>
  );
}

/** Who the visitor is, as your own server says it. */
async function fetchToken(): Promise<string> {
  return (await fetch('/token')).text();
}
