import { expect } from 'chai';
import { BrowserAudio } from '../../../src/audio/browser-audio.ts';
import { createSession } from '../../../src/create-session.ts';
import type { SessionSnapshot } from '../../../src/session/snapshot.ts';
import { ScriptedRelay } from '../../../src/testing/scripted-relay.ts';
import { sound, soundUrl } from './hold-sounds.ts';
import { Recording } from './recording.ts';
import { clickThePage } from './visitor.ts';

const isSilent = (samples: Float32Array): boolean => samples.every((sample) => sample === 0);

/** 100 ms of an answer that is silent itself, so that what is heard beside it shows. */
const silence = btoa('\0'.repeat(4_800));

describe('a visitor who waits for a slow tool', () => {
  it('hears nothing for a moment, then the hold sound, and the answer without it', async () => {
    await clickThePage();
    const audio = new BrowserAudio();
    const recording = await Recording.open(audio);
    const relay = new ScriptedRelay();
    const tool = { name: 'look_up', description: 'Looks it up.', parameters: { type: 'object' } };
    const session = createSession(
      {
        relayUrl: 'ws://relay.test/realtime',
        mode: 'text',
        holdSound: soundUrl(sound(recording.rate, 0.5, () => 0.8)),
        tools: [{ ...tool, run: () => new Promise(() => {}) }],
      },
      { openTransport: relay.open, audio },
    );
    const until = (condition: (snapshot: SessionSnapshot) => boolean): Promise<void> =>
      new Promise((resolve) => {
        const stop = session.subscribe((snapshot) => {
          if (!condition(snapshot)) return;
          stop();
          resolve();
        });
      });
    try {
      const connected = session.connect();
      const connection = await relay.connection();
      connection.accept();
      await connected;
      const called = recording.samples.length;
      const calledAt = performance.now();
      const runs = until(({ tools }) => tools.length === 1);
      const holds = until(({ holding }) => holding);
      const call = { id: 'c', type: 'function_call', status: 'completed', call_id: 'call_c', name: 'look_up', arguments: '{}' };
      connection.say(
        { type: 'response.created', response: { id: 'r', status: 'in_progress', output: [] } },
        { type: 'response.done', response: { id: 'r', status: 'completed', status_details: null, output: [call] } },
      );
      await runs;
      await holds;
      const begun = recording.samples.length;
      // By the clock of the page, which measures the moment: that of the sound stands still when the machine is too busy.
      expect(performance.now() - calledAt).to.be.above(650);
      expect(begun).to.be.above(called);
      expect(isSilent(recording.samples.subarray(called, begun))).to.equal(true);
      await recording.listen(600);
      expect(recording.samples.at(-1)).to.be.closeTo(0.2, 1e-6);
      expect(session.holdPhase).to.be.within(0, 1);

      const speaks = until(({ status }) => status === 'speaking');
      const item = { id: 'a', type: 'message', role: 'assistant', status: 'in_progress', content: [] };
      connection.say(
        { type: 'response.created', response: { id: 's', status: 'in_progress', output: [] } },
        { type: 'response.output_item.added', response_id: 's', item },
        ...Array.from({ length: 20 }, () => ({
          type: 'response.output_audio.delta',
          response_id: 's',
          item_id: 'a',
          output_index: 0,
          content_index: 0,
          delta: silence,
        })),
      );
      await speaks;
      expect(session.snapshot.tools.length).to.equal(1);
      expect(session.snapshot.holding).to.equal(false);
      expect(session.holdPhase).to.equal(null);
      await recording.listen(150);
      const answered = recording.now;
      await recording.listen(300);
      expect(session.snapshot.status).to.equal('speaking');
      expect(isSilent(recording.samples.subarray(answered))).to.equal(true);
    } finally {
      recording.stop();
      await session.dispose();
    }
  });
});
