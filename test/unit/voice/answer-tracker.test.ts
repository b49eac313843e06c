import { beforeEach, describe, expect, it } from 'vitest';
import type { ServerEvent } from '../../../src/protocol/server-event.ts';
import { AnswerTracker } from '../../../src/voice/answer-tracker.ts';
import { wire } from '../conversation/play.ts';
import { openai } from '../../../src/protocol/openai.ts';

const event = (frame: object): ServerEvent => openai.open({}).decode(JSON.stringify(frame))[0]!;
const audio = (response_id: string, item_id: string) =>
  event({ type: 'response.output_audio.delta', response_id, item_id, content_index: 0, delta: 'AAAA' });

describe('an answer that was interrupted', () => {
  let answers: AnswerTracker;
  const follow = (...events: ServerEvent[]) => events.forEach((one) => answers.follow(one));
  beforeEach(() => {
    answers = new AnswerTracker();
    follow(event(wire.responseCreated('r')), event(wire.outputItem('r', wire.answer('a'))));
  });

  it('stays silent until its end; others are heard', () => {
    answers.kill(['r']);
    expect(answers.isLate(audio('r', 'a'))).toBe(true);
    expect(answers.isLate(event(wire.words('r', 'a', 'x')))).toBe(true);
    expect(answers.isLate(audio('r2', 'b'))).toBe(false);
    expect(answers.isLate(event(wire.responseDone('r', 'cancelled')))).toBe(false);
  });

  it('was not heard at all where it was only announced', () => {
    expect(answers.silent(['r'])).toEqual(['a']);
    follow(event(wire.words('r', 'a', 'Hi')));
    expect(answers.silent(['r'])).toEqual(['a']);
    follow(audio('r', 'a'));
    expect(answers.silent(['r'])).toEqual([]);
  });

  it('was read where it was written', () => {
    follow(event(wire.written('r', 'a', 'Hi')));
    expect(answers.silent(['r'])).toEqual([]);
  });

  it('is deleted only when it is over: before, the service may still add to it', () => {
    expect(answers.forget(['a', 'older'])).toEqual(['older']);
    expect(answers.takeForgotten(event(wire.responseDone('r', 'cancelled')))).toEqual(['a']);
    expect(answers.takeForgotten(event(wire.responseDone('r', 'cancelled')))).toEqual([]);
  });

  it('neither shows nor keeps an item that begins after the interruption', () => {
    answers.kill(['r']);
    follow(event(wire.outputItem('r', wire.answer('late'))), event(wire.words('r', 'later', 'x')));
    for (const id of ['late', 'later']) {
      expect(answers.isLate(event(wire.added(wire.answer(id))))).toBe(true);
      expect(answers.isLate(event(wire.done(wire.answer(id, 'incomplete', 'never heard'))))).toBe(true);
      expect(answers.isLate(event(wire.outputItemDone('r', wire.answer(id, 'incomplete', 'never heard'))))).toBe(true);
    }
    expect(answers.takeForgotten(event(wire.responseDone('r', 'cancelled')))).toEqual(['late', 'later']);
  });

  it('leaves its tool calls alone', () => {
    answers.kill(['r']);
    follow(event(wire.outputItem('r', wire.call('c', 'dim'))));
    expect(answers.takeForgotten(event(wire.responseDone('r')))).toEqual([]);
  });

  it('is forgotten when it never ends, before memory is', () => {
    for (let i = 0; i < 200; i++) follow(event(wire.responseCreated(`r${i}`)));
    answers.kill(['r0']);
    expect(answers.itemsOf('r')).toEqual([]);
  });

  it('is forgotten at once where its item names no answer whose end could be awaited', () => {
    follow(event({ type: 'response.output_item.added', item: wire.answer('nobodys') }));
    expect(answers.forget(['nobodys'])).toEqual(['nobodys']);
  });
});
