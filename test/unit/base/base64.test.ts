import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeBase64,
  decodeBase64ByTable,
  encodeBase64,
  encodeBase64ByTable,
  encodeBase64Url,
} from '../../../src/base/base64.ts';

const bytes = fc.uint8Array({ maxLength: 2000 });

describe('base64 of audio', () => {
  it('is what every other program writes', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        const expected = Buffer.from(data).toString('base64');
        expect(encodeBase64(data)).toBe(expected);
        expect(encodeBase64ByTable(data)).toBe(expected);
      }),
    );
  });

  it('comes back as it was, with padding and without', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        const text = Buffer.from(data).toString('base64');
        expect(decodeBase64(text)).toEqual(data);
        expect(decodeBase64ByTable(text)).toEqual(data);
        expect(decodeBase64ByTable(text.replaceAll('=', ''))).toEqual(data);
      }),
    );
  });

  it('skips line breaks, as the engines do', () => {
    expect(decodeBase64ByTable('AQID\r\nBAUG')).toEqual(new Uint8Array([1, 2, 3, 4, 5, 6]));
  });

  it.each([
    'A',
    'AAAAA',
    'AQI*',
    'AQ-_',
    'A===',
    '=',
    '==',
    'AQ=',
    'AQID=',
    'AQID==',
    '=QID',
    'AQ==AQ==',
    'Ünïcode',
    '\u{1f600}',
  ])('refuses %j instead of playing noise', (text) => {
    expect(() => decodeBase64ByTable(text)).toThrow(SyntaxError);
  });

  it('either decodes or says what is wrong, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        try {
          const data = decodeBase64ByTable(text);
          expect(data.length).toBeLessThanOrEqual(text.length);
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      }),
    );
  });

  it('makes a token that fits into a WebSocket subprotocol', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        const text = encodeBase64Url(data);
        expect(text).toMatch(/^[A-Za-z0-9_-]*$/);
        expect(new Uint8Array(Buffer.from(text, 'base64url'))).toEqual(data);
      }),
    );
  });
});
