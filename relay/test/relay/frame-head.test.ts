import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameHead, readFrameHead } from '../../src/session/frame-head.js';

const head = (text: string) => readFrameHead(Buffer.from(text));

test('an audio frame is read without parsing', () => {
  const frame = Buffer.from(
    JSON.stringify({ type: 'input_audio_buffer.append', audio: Buffer.alloc(960).toString('base64') }),
  );
  expect(readFrameHead(frame)).toEqual({ type: 'input_audio_buffer.append', keys: ['type', 'audio'] });
});

test.for([
  ['{"item":{"type":"evil"},"type":"good"}', 'good'],
  ['{"a":"\\"type\\":\\"evil\\"","type":"good"}', 'good'],
  ['{"a":"\\\\","type":"good"}', 'good'],
  [' \n{ "a" : [1,{"type":"evil"},"]}"] , "type" : "good" } \t', 'good'],
  ['{"type":"good","z":-1.5e+3,"y":null}', 'good'],
] as const)('a nested or quoted "type" fools nobody: %s', ([text, type]) => {
  expect(head(text)?.type).toBe(type);
  expect(frameHead(Buffer.from(text))?.type).toBe(type);
});

test.for([
  ['a second type', '{"type":"a","type":"b"}', 'b'],
  ['a second type in escapes', '{"type":"a","\\u0074ype":"b"}', 'b'],
  ['an escaped value', '{"type":"a\\u0062"}', 'ab'],
  ['a name beyond ASCII', '{"é":1,"type":"a"}', 'a'],
] as const)('%s is left to JSON.parse', ([, text, type]) => {
  expect(head(text)).toBeUndefined();
  expect(frameHead(Buffer.from(text))?.type).toBe(type);
});

test.for([
  '',
  '{',
  '{}',
  '[]',
  'null',
  '{"type":1}',
  '{"type":"a"',
  '{"type":"a"}x',
  '{"type":"a",}',
  '{"type" "a"}',
  '{"type":"a"}{"type":"b"}',
  '{"a":{"type":"x"}',
])('no type is found in %s', (text) => {
  expect(head(text)).toBeUndefined();
  expect(frameHead(Buffer.from(text))?.type).toBeUndefined();
});

const key = fc.oneof(fc.constantFrom('type', 'audio', 'item', '"', '\\', 't\u0079pe', '__proto__'), fc.string());
const value = fc.oneof(fc.constantFrom('session.update', '"}', '\\"', '{"type":"x"}'), fc.jsonValue());

test('agrees with JSON.parse on every object, however it is spaced', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(key, value), { maxLength: 6 }),
      fc.constantFrom('', ' ', '\n\t'),
      (members, space) => {
        const text = `{${members
          .map(([k, v]) => `${space}${JSON.stringify(k)}${space}:${space}${JSON.stringify(v)}`)
          .join(`${space},`)}${space}}`;
        const parsed = JSON.parse(text) as Record<string, unknown>;
        const type = Object.hasOwn(parsed, 'type') && typeof parsed['type'] === 'string' ? parsed['type'] : undefined;
        expect(frameHead(Buffer.from(text))?.type).toBe(type);
        const found = head(text);
        if (found) expect(found.type).toBe(type);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('never takes a damaged frame for another event, and never throws', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), fc.nat(60), (noise, at) => {
      const good = Buffer.from('{"type":"input_audio_buffer.append","event_id":"e\\"1","audio":"AAAA"}');
      const frame = Buffer.concat([good.subarray(0, at), noise, good.subarray(at + (noise.length % 3))]);
      const found = readFrameHead(frame);
      let parsed: unknown;
      try {
        parsed = JSON.parse(frame.toString());
      } catch {
        return;
      }
      if (found) expect(found.type).toBe((parsed as { type: unknown }).type);
    }),
    { numRuns: 5_000 },
  );
});

test('a frame full of quotes costs time in proportion to its length only', () => {
  const frame = Buffer.from(JSON.stringify({ type: 'x', audio: '"\\'.repeat(200_000) }));
  const started = performance.now();
  expect(readFrameHead(frame)?.type).toBe('x');
  expect(performance.now() - started).toBeLessThan(500);
});
