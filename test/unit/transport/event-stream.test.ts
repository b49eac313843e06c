import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventStreamParser, type StreamedEvent } from '../../../src/transport/event-stream.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function parse(...chunks: readonly (string | Uint8Array)[]): StreamedEvent[] {
  const parser = new EventStreamParser();
  return chunks.flatMap((chunk) => parser.push(typeof chunk === 'string' ? bytesOf(chunk) : chunk));
}

describe('a stream of events', () => {
  it.each<[string, string, StreamedEvent[]]>([
    ['one event', 'data: a\n\n', [{ type: 'message', data: 'a' }]],
    ['a named one', 'event: end\ndata: {}\n\n', [{ type: 'end', data: '{}' }]],
    ['lines that belong together', 'data: a\ndata:b\ndata\n\n', [{ type: 'message', data: 'a\nb\n' }]],
    ['comments and fields that mean nothing here', ': still there\n\nid: 1\nretry: 9\nfoo: bar\ndata: a\n\n', [{ type: 'message', data: 'a' }]],
    ['a colon and spaces in the text', 'data:  a: b \n\n', [{ type: 'message', data: ' a: b ' }]],
    ['a name without text, which is no event', 'event: end\n\ndata: a\n\n', [{ type: 'message', data: 'a' }]],
    ['a byte order mark', '\uFEFFdata: a\n\n', [{ type: 'message', data: 'a' }]],
    ['an event that never ended', 'data: a\n\ndata: b\n', [{ type: 'message', data: 'a' }]],
  ])('%s', (_name, text, expected) => expect(parse(text)).toEqual(expected));

  it('reads the same wherever the network cut it, with every kind of line end', () => {
    const word = fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/[\r\n\uFEFF]/g, ''));
    const written = fc.record({
      type: fc.constantFrom('message', 'end'),
      lines: fc.array(word, { minLength: 1, maxLength: 3 }),
      comment: fc.option(word),
      newline: fc.constantFrom('\n', '\r\n', '\r'),
    });
    fc.assert(
      fc.property(fc.array(written, { maxLength: 5 }), fc.infiniteStream(fc.integer({ min: 1, max: 7 })), (events, cuts) => {
        const stream = events
          .map(({ type, lines, comment, newline }) =>
            [
              ...(comment === null ? [] : [`:${comment}`]),
              ...(type === 'message' ? [] : [`event: ${type}`]),
              ...lines.map((line) => `data: ${line}`),
              newline,
            ].join(newline),
          )
          .join('');
        const bytes = bytesOf(stream);
        const chunks: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; ) {
          const length = cuts.next().value as number;
          chunks.push(bytes.subarray(at, at + length));
          at += length;
        }
        const text = (lines: readonly string[]): string => new TextDecoder().decode(bytesOf(lines.join('\n')));
        expect(parse(...chunks)).toEqual(events.map(({ type, lines }) => ({ type, data: text(lines) })));
      }),
    );
  });

  it('does not fill the memory with an event that never ends', () => {
    const parser = new EventStreamParser();
    const chunk = bytesOf('a'.repeat(1024 * 1024));
    parser.push(bytesOf('data: '));
    expect(() => {
      for (let i = 0; i < 5; i++) parser.push(chunk);
    }).toThrow(RangeError);
    const lines = new EventStreamParser();
    expect(() => {
      for (let i = 0; i < 5; i++) lines.push(bytesOf(`data: ${'a'.repeat(1024 * 1024)}\n`));
    }).toThrow(RangeError);
  });
});
