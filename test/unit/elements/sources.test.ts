import { describe, expect, it } from 'vitest';
import { readArguments } from '../../../src/elements/approval-view.ts';
import { supportingSentence } from '../../../src/elements/supporting-sentence.ts';
import { withTextFragment } from '../../../src/elements/text-fragment.ts';

const passage = `The garden is open all year. On Saturdays and Sundays the gates open at nine and
close at sunset. Dogs on a lead are welcome.`;

describe('the sentence that an answer leans on', () => {
  it('is the one that shares its words', () => {
    const quote = 'On Saturdays and Sundays the gates open at nine and close at sunset.';
    expect(supportingSentence(passage, 'At weekends, on Saturdays and Sundays, we open at nine.')).toBe(quote);
    expect(supportingSentence(passage, 'Yes, dogs are welcome.')).toBe('Dogs on a lead are welcome.');
  });

  it('is none where nothing fits', () => {
    expect(supportingSentence(passage, 'I do not know that.')).toBe('');
    expect(supportingSentence('', 'Dogs are welcome.')).toBe('');
    expect(supportingSentence(passage, '')).toBe('');
  });

  it('is found in scripts without spaces, too', () => {
    expect(supportingSentence('園内は年中無休です。犬はリードをつけてください。', '犬はリードが必要です。')).toBe('犬はリードをつけてください。');
  });
});

describe('the address of a quote', () => {
  it('names its words, the ends of a longer one', () => {
    expect(withTextFragment('/visit', 'Open at nine.')).toBe('/visit#:~:text=Open%20at%20nine.');
    expect(withTextFragment('/visit#hours', 'Well-kept, and\nold')).toBe('/visit#hours:~:text=Well%2Dkept%2C%20and%20old');
    const long = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen';
    expect(withTextFragment('/visit', long)).toBe('/visit#:~:text=one%20two%20three%20four,thirteen%20fourteen%20fifteen%20sixteen');
  });

  it('is the page’s own without a quote, and where it names words already', () => {
    expect(withTextFragment('/visit', '')).toBe('/visit');
    expect(withTextFragment('/visit#:~:text=old', 'new')).toBe('/visit#:~:text=old');
  });
});

describe('what a call hands over', () => {
  it('is read by name, as far as it can be', () => {
    expect(readArguments('{"order":"A-17","items":[1,2]}')).toEqual([
      ['order', 'A-17'],
      ['items', '[\n 1,\n 2\n]'],
    ]);
    expect(readArguments('not json')).toEqual([['', 'not json']]);
    expect(readArguments('[1]')).toEqual([['', '[\n 1\n]']]);
    expect(readArguments('')).toEqual([]);
    expect(readArguments('{}')).toEqual([]);
  });

  it('is bounded', () => {
    const [[, long] = ['', '']] = readArguments(JSON.stringify({ a: 'x'.repeat(10_000) }));
    expect(long).toHaveLength(602);
    const many = readArguments(JSON.stringify(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`n${i}`, i]))));
    expect(many).toHaveLength(21);
    expect(many.at(-1)).toEqual(['', '… 30']);
  });
});
