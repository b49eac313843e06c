import { describe, expect, test } from 'vitest';
import { extractAnswer, passagesOf } from '../../src/local/answer.js';

const HOURS = {
  title: 'Opening hours',
  heading: 'Opening hours',
  text: 'The library stands in Mill Street. We are open from 9 am to 6 pm on weekdays. On Saturdays we open from 10 am to 2 pm. We close on Sundays. The building dates from 1904.',
};
const PARKING = {
  title: 'Getting here',
  heading: 'Getting here > Parking',
  text: 'The car park behind the library has 40 spaces. Parking is free for two hours. Bicycles stand at the main entrance.',
};
const CARDS = {
  title: 'Library card',
  heading: 'Library card > Lost cards',
  text: 'Tell us at once when you lose your card. A new card costs 2 euros. You can renew your card online.',
};
const SITE = [PARKING, HOURS, CARDS];

describe('the answer out of the passages', () => {
  test.each([
    ['When are you open on Saturdays?', /10 am to 2 pm/],
    ['What are the opening hours?', /9 am to 6 pm on weekdays/],
    ['How much is parking?', /Parking is free for two hours\./],
    ['I have lost my card', /Tell us at once/],
    ['How much does a new library card cost?', /2 euros/],
    ['renewing a card', /renew your card online/],
    ['Where can I leave my bicycle?', /main entrance/],
  ])('to "%s"', (question, expected) => {
    expect(extractAnswer(question, SITE)).toMatch(expected);
  });

  test('takes "go" for what it is: no word of the matter', () => {
    const title = 'Ice skating';
    const where = { title, heading: '', text: 'Ice skating is on Mill Pond, usually from December 20 to March 1.' };
    const safety = {
      title,
      heading: 'Drilling the ice',
      text: 'A ranger drills four holes each morning. Never go on the ice when the sign is red, and never on the main lake.',
    };
    expect(extractAnswer('Where can I go ice skating?', [where, safety])).toMatch(/^Ice skating is on Mill Pond/);
  });

  test('is silence when nothing speaks of what was asked', () => {
    expect(extractAnswer('Do you sell wedding dresses?', SITE)).toBeUndefined();
    expect(extractAnswer('What are the opening hours?', [])).toBeUndefined();
  });

  test('is at most three sentences and about sixty words, in the order of the page', () => {
    const text = Array.from(
      { length: 30 },
      (_, index) => `Rule ${index} on fines says that late fines grow by the day until paid.`,
    ).join(' ');
    const answer = extractAnswer('What are the rules on late fines?', [{ title: 'Fines', heading: 'Fines', text }])!;
    expect(answer.split(' ').length).toBeLessThanOrEqual(62);
    const numbers = [...answer.matchAll(/Rule (\d+)/g)].map(([, number]) => Number(number));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(numbers.length).toBeLessThanOrEqual(3);
  });

  test('reads only words aloud, no Markdown and no HTML', () => {
    const text = '## Fees\n\n- **Adults** pay <b>5 euros</b>, see [the list](https://x.example/fees).\n';
    expect(extractAnswer('What do adults pay?', [{ title: 'Fees', heading: 'Fees', text }])).toBe(
      'Adults pay 5 euros , see the list.',
    );
  });
});

describe("a tool's output", () => {
  test('is read as the JSON of the wire, as a list, or as plain text', () => {
    expect(
      passagesOf(JSON.stringify({ passages: [{ id: '1', title: 'T', heading: 'H', url: '/t', text: 'x' }] })).passages,
    ).toEqual([{ title: 'T', heading: 'H', text: 'x' }]);
    expect(passagesOf('["a","b"]').passages.map(({ text }) => text)).toEqual(['a', 'b']);
    expect(passagesOf('Plain words.').passages.map(({ text }) => text)).toEqual(['Plain words.']);
    expect(passagesOf('"quoted"').passages.map(({ text }) => text)).toEqual(['quoted']);
  });

  test.each([
    '',
    '{}',
    '[]',
    'null',
    '7',
    '{"passages":7}',
    '{"passages":[7,null,{"text":7}]}',
    '{"passages":[],"note":"none"}',
  ])('%j holds no passages and does no harm', (output) => {
    expect(passagesOf(output).passages.filter(({ text }) => text !== '7')).toEqual([]);
  });

  test('that is an error says so', () => {
    expect(passagesOf('{"error":"timeout"}')).toEqual({ passages: [], error: 'timeout' });
  });
});
