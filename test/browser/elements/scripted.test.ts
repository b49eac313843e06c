import { expect } from 'chai';
import { RealtimeAssistant, createSession, defineElement, type SessionOptions } from '../../../src/index.ts';
import { ScriptedRelay, silentAudio } from '../../../src/testing/index.ts';

const relay = new ScriptedRelay();

class AssistantUnderTest extends RealtimeAssistant {
  protected override createSession(options: SessionOptions) {
    return createSession(options, { openTransport: relay.open, audio: silentAudio() });
  }
}

// Before the page defines it: a name that is taken is left alone.
defineElement('realtime-assistant', AssistantUnderTest);
await import('../../../src/define.ts');

it('shows what the answer leans on', async () => {
  document.body.innerHTML = '<realtime-assistant relay-url="/realtime" placement="inline" mode="text"></realtime-assistant>';
  const assistant = document.querySelector('realtime-assistant')!;
  await assistant.updateComplete;

  const told = new Promise<string>((resolve) => {
    document.addEventListener('realtime-sources', ({ sources }) => resolve(sources[0]!.title), { once: true });
  });
  void assistant.sendText('When do you open?');
  const connection = await relay.connection();
  connection.accept();
  await connection.question();
  connection
    .answer()
    .write('We open at eight.')
    .cite({ title: 'Opening hours', text: 'The park opens at eight.', url: '/hours' })
    .end();

  expect(await told).to.equal('Opening hours');
  expect(assistant.session!.snapshot.messages.map(({ text }) => text)).to.deep.equal(['When do you open?', 'We open at eight.']);
});
