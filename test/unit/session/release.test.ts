import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { wire } from '../conversation/play.ts';
import { connected, pcm, portsAreRead } from './open-session.ts';

describe('a microphone that is released right behind a word', () => {
  it('ends the turn too where the service finds its beginning only afterwards', async () => {
    const visitor = await connected();
    const { session, connection: relay, audio } = visitor;
    await vi.waitFor(() => expect(session.snapshot.microphone).toBe('on'));
    audio.speak(pcm(300));
    await relay.next('input_audio_buffer.append');
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    await session.stopListening();
    await portsAreRead();
    // However long the loop waits for the microphone's last word.
    vi.advanceTimersByTime(1_000);
    await portsAreRead();
    expect(relay.sent.filter(({ type }) => type === 'input_audio_buffer.append')).toHaveLength(1);
    relay.say(wire.speechStarted('u'));
    await portsAreRead();
    const [, silence] = relay.sent.filter(({ type }) => type === 'input_audio_buffer.append');
    expect(Buffer.from(silence?.['audio'] as string, 'base64').length).toBeGreaterThan(500 * 48);
  });
});
