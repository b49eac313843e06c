import { describe, expect, it } from 'vitest';
import type { ServerEvent } from '../../../src/protocol/server-event.ts';
import { ResponseSequencer } from '../../../src/voice/response-sequencer.ts';

const created = (responseId: string, outOfBand = false): ServerEvent => ({
  type: 'response-created',
  responseId,
  outOfBand,
  raw: null,
});
const done = (responseId: string): ServerEvent => ({
  type: 'response-done',
  responseId,
  status: 'completed',
  reason: null,
  message: null,
  output: [],
  raw: null,
});
const refused = (clientEventId: string | null, code: string): ServerEvent => ({
  type: 'error',
  family: 'invalid_request_error',
  code,
  message: '',
  param: null,
  clientEventId,
  raw: null,
});
const ask = (count: number) => [{ type: 'create-response', eventId: `create_${count}` }];
const ACTIVE = 'conversation_already_has_active_response';

describe('one answer at a time', () => {
  it('asks at once when nothing runs', () => {
    expect(new ResponseSequencer().request()).toEqual(ask(1));
  });

  it('waits for the end of the answer that runs, and of no other', () => {
    const sequencer = new ResponseSequencer();
    sequencer.handle(created('r1'));
    expect(sequencer.request()).toEqual([]);
    expect(sequencer.handle(done('r0'))).toEqual([]);
    expect(sequencer.handle(done('r1'))).toEqual(ask(1));
  });

  it('makes one request of several that wait', () => {
    const sequencer = new ResponseSequencer();
    sequencer.handle(created('r1'));
    sequencer.request();
    sequencer.request();
    expect(sequencer.handle(done('r1'))).toEqual(ask(1));
    expect(sequencer.handle(created('r2'))).toEqual([]);
    expect(sequencer.handle(done('r2'))).toEqual([]);
  });

  it('asks again after it lost the race against an answer that the service began', () => {
    const sequencer = new ResponseSequencer();
    sequencer.request();
    expect(sequencer.handle(refused('create_1', ACTIVE))).toEqual([]);
    expect(sequencer.handle(created('vad'))).toEqual([]);
    expect(sequencer.handle(done('vad'))).toEqual(ask(2));
  });

  it('asks again also when that answer was on its way already, and the refusal comes behind it', () => {
    const sequencer = new ResponseSequencer();
    sequencer.request();
    expect(sequencer.handle(created('vad'))).toEqual([]);
    expect(sequencer.handle(refused('create_1', ACTIVE))).toEqual([]);
    expect(sequencer.handle(done('vad'))).toEqual(ask(2));
  });

  it('asks again at once when the refusal comes behind the end of that answer', () => {
    const sequencer = new ResponseSequencer();
    sequencer.request();
    sequencer.handle(created('vad'));
    expect(sequencer.handle(done('vad'))).toEqual([]);
    expect(sequencer.handle(refused('create_1', ACTIVE))).toEqual(ask(2));
  });

  it('does not ask again for what was refused for another reason', () => {
    const sequencer = new ResponseSequencer();
    sequencer.request();
    expect(sequencer.handle(refused('create_1', 'invalid_value'))).toEqual([]);
    expect(sequencer.pending).toBe(false);
    expect(sequencer.request()).toEqual(ask(2));
  });

  it('is not misled by an error that answers something else', () => {
    const sequencer = new ResponseSequencer();
    sequencer.request();
    expect(sequencer.handle(refused('message_1', 'invalid_value'))).toEqual([]);
    expect(sequencer.handle(refused(null, 'server_error'))).toEqual([]);
    expect(sequencer.pending).toBe(true);
    expect(sequencer.request()).toEqual([]);
  });

  it('lets answers out of band run beside', () => {
    const sequencer = new ResponseSequencer();
    sequencer.handle(created('x', true));
    expect(sequencer.request()).toEqual(ask(1));
  });

  it('goes on after a request that nobody answered', () => {
    const sequencer = new ResponseSequencer();
    sequencer.request();
    sequencer.request();
    expect(sequencer.expire()).toEqual(ask(2));
    expect(sequencer.expire()).toEqual([]);
  });

  it('gives up what waits when the visitor wants silence', () => {
    const sequencer = new ResponseSequencer();
    sequencer.handle(created('r1'));
    sequencer.request();
    sequencer.abandon();
    expect(sequencer.handle(done('r1'))).toEqual([]);
  });

  it('cancels the answer to a request that was given up on its way, and no other', () => {
    const sequencer = new ResponseSequencer();
    sequencer.request();
    sequencer.abandon();
    expect(sequencer.handle(created('r1'))).toEqual([{ type: 'cancel-response', responseId: 'r1' }]);
    expect(sequencer.request()).toEqual([]);
    expect(sequencer.handle(done('r1'))).toEqual(ask(2));
    expect(sequencer.handle(created('r2'))).toEqual([]);
  });

  it('does not ask again for a request that was given up and lost its race', () => {
    const sequencer = new ResponseSequencer();
    sequencer.request();
    sequencer.abandon();
    sequencer.handle(refused('create_1', ACTIVE));
    expect(sequencer.handle(created('vad'))).toEqual([]);
    expect(sequencer.handle(done('vad'))).toEqual([]);
  });
});
