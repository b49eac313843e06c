import { describe, expect, it } from 'vitest';
import { openai } from '../../../src/protocol/openai.ts';
import { SpeechMemory } from '../../../src/voice/speech-memory.ts';
import { wire } from '../conversation/play.ts';

function memory() {
  const speech = new SpeechMemory();
  return {
    speech,
    /** Speaks so long, in frames of 20 ms. */
    speak(ms: number) {
      for (let at = 0; at < ms; at += 20) speech.sent(new Uint8Array(20 * 48));
    },
    hear(...frames: object[]) {
      const { decode } = openai.open({});
      for (const event of frames.flatMap((frame) => decode(JSON.stringify(frame)))) speech.follow(event);
    },
    get resaidMs() {
      return speech.resay().frames.reduce((bytes, { byteLength }) => bytes + byteLength, 0) / 48;
    },
  };
}
const started = (id: string, audio_start_ms: number) => ({ ...wire.speechStarted(id), audio_start_ms });
const stopped = (item_id: string, audio_end_ms: number) => ({ type: 'input_audio_buffer.speech_stopped', item_id, audio_end_ms });

describe('speech that a session took with it', () => {
  it('of a quiet room is the moment in which somebody may have begun to speak', () => {
    const told = memory();
    told.speak(60_000);
    expect(told.resaidMs).toBe(1_500);
  });

  it('is all that was not understood: two questions, from the first syllable of the first', () => {
    const told = memory();
    told.speak(5_000);
    told.hear(started('u', 4_000));
    told.speak(2_000);
    told.hear(stopped('u', 6_500), wire.committed('u'));
    told.speak(1_000);
    told.hear(started('v', 7_500));
    told.speak(1_000);
    expect(told.speech.resay().itemIds).toEqual(['u', 'v']);
    expect(told.resaidMs).toBe(5_000);
    told.hear(wire.heard('u', 'Understood.'));
    expect(told.speech.resay().itemIds).toEqual(['v']);
    expect(told.resaidMs).toBe(1_500);
  });

  it('holds nothing of what was understood, not even its end', () => {
    const told = memory();
    told.speak(3_000);
    told.hear(started('u', 1_000), stopped('u', 2_900), wire.committed('u'), wire.heard('u', 'Understood.'));
    expect(told.resaidMs).toBe(100);
  });

  it('is never more than thirty seconds', () => {
    const told = memory();
    told.speak(1_000);
    told.hear(started('u', 0));
    told.speak(100_000);
    expect(told.resaidMs).toBe(30_000);
  });

  it('is remembered by the time of arrival where a service names no times, or impossible ones', () => {
    for (const ms of [-5, 1e12]) {
      const told = memory();
      told.speak(5_000);
      told.hear(started('u', ms));
      told.speak(1_000);
      told.hear(stopped('u', ms), wire.committed('u'));
      expect(told.resaidMs).toBe(2_500);
    }
  });

  it('to a service that was dead already is all that could be heard since its last sign', () => {
    const told = memory();
    told.speak(5_000);
    told.speech.sign();
    told.speak(1_000);
    told.speech.sent(new Uint8Array(new Int16Array(480).fill(5_000).buffer));
    told.speak(4_000);
    expect(told.resaidMs).toBe(4_020);
  });

  it('in a burst at the beginning of a session is whole, though its start is told late', () => {
    const told = memory();
    told.speak(6_000);
    told.hear(started('u', 0));
    expect(told.resaidMs).toBe(6_000);
  });

  it('in push-to-talk is the whole turn, and its end if it had one', () => {
    const told = memory();
    told.speech.manual = true;
    told.speak(10_000);
    expect(told.resaidMs).toBe(10_000);
    expect(told.speech.resay().commit).toBe(false);
    told.speech.committing();
    expect(told.resaidMs).toBe(10_000);
    expect(told.speech.resay().commit).toBe(true);
    told.hear(wire.committed('u'), wire.heard('u', 'Understood.'));
    expect(told.speech.resay()).toEqual({ frames: [], itemIds: [], commit: false });
  });

  it('that was answered is not said again, but what is being said is', () => {
    const told = memory();
    told.speak(2_000);
    told.hear(started('u', 500), stopped('u', 2_000), wire.committed('u'));
    told.speak(1_000);
    told.hear(started('v', 2_500));
    told.speech.answered();
    expect(told.speech.resay().itemIds).toEqual(['v']);
    expect(told.resaidMs).toBe(500);
  });
});
