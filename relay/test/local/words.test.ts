import { describe, expect, test } from 'vitest';
import { questionGrammar, topicIn, topicsOf } from '../../src/local/grammar.js';
import { pronunciation } from '../../src/local/letter-to-sound.js';
import { agreement, writtenSentence } from '../../src/local/recognition.js';
import { speakable, sentencesOf, utterancesOf } from '../../src/local/sentences.js';
import { spokenWords } from '../../src/local/spoken-text.js';

describe('the words that are said', () => {
  test.each([
    ['3D-printing & Wi-Fi (2nd floor)', 'three d printing and wifi second floor'],
    ['Opens at 9:30', 'opens at nine thirty'],
    ['£1,250 a year', 'pounds one thousand two hundred fifty a year'],
    ['since 1998 and 2026', 'since nineteen ninety eight and twenty twenty six'],
    ['Café “Zoë”', 'cafe zoe'],
    ["children's books", "children's books"],
    ['the 21st', 'the twenty first'],
    ['call 0123', 'call zero one two three'],
    ['', ''],
    ['图书馆', ''],
  ])('of "%s" are "%s"', (text, words) => {
    expect(spokenWords(text).join(' ')).toBe(words);
  });
});

describe('topics', () => {
  test('come out of the transcription prompt, each once, without those that cannot be said', () => {
    const topics = topicsOf('Topics: Opening hours, Wi-Fi ,opening  HOURS, , 图书馆');
    expect(topics.map(({ label }) => label)).toEqual(['Opening hours', 'Wi-Fi']);
  });

  test('are none when the prompt is something else', () => {
    expect(topicsOf('The speaker talks about libraries.')).toEqual([]);
    expect(topicsOf(null)).toEqual([]);
  });

  test('a site with a thousand of them gets a bounded grammar', () => {
    const many = topicsOf(`Topics: ${Array.from({ length: 1_000 }, (_, index) => `topic ${index}`).join(', ')}`);
    expect(many).toHaveLength(600);
  });

  test('the longest one in a sentence is meant', () => {
    const topics = topicsOf('Topics: card, library card, cards');
    expect(topicIn('where is my library card'.split(' '), topics)?.label).toBe('library card');
    expect(topicIn('where is my discard'.split(' '), topics)).toBeUndefined();
  });

  test('stand in the grammar once, however many frames there are', () => {
    expect(questionGrammar(topicsOf('Topics: zebra crossing')).match(/zebra/g)).toHaveLength(1);
  });
});

test('a recognised question is written with the words of the site', () => {
  const topics = topicsOf('Topics: Wi-Fi, 3D printing');
  expect(writtenSentence('how do i use three d printing'.split(' '), topics)).toBe('How do I use 3D printing?');
  expect(writtenSentence('tell me about wifi'.split(' '), topics)).toBe('Tell me about Wi-Fi.');
  const park = topicsOf('Topics: Campfire rules, Alder Lake');
  expect(writtenSentence('what are the campfire rules'.split(' '), park)).toBe('What are the campfire rules?');
  expect(writtenSentence('where is alder lake'.split(' '), park)).toBe('Where is Alder Lake?');
});

test('agreement falls with doubtful words and is none without words', () => {
  expect(agreement([{ t: 'hours', p: 0.9, d: 0.5 }])).toBeGreaterThan(agreement([{ t: 'hours', p: 0.6, d: 0.5 }]));
  expect(agreement([])).toBe(Number.NEGATIVE_INFINITY);
});

describe('words that the dictionary lacks', () => {
  const dictionary: Record<string, string> = { muted: 'M Y UW T AH D', un: 'AH N', book: 'B UH K', bike: 'B AY K' };
  const lookup = (word: string): string | null => dictionary[word] ?? null;
  test.each([
    ['unmuted', 'AH N M Y UW T AH D'],
    ['bookbike', 'B UH K B AY K'],
    ['books', 'B UH K Z'],
    ['nft', 'EH N EH F T IY'],
    ['zorble', 'Z AO R B L'],
  ])('"%s" is said %s', (word, phones) => {
    expect(pronunciation(word, lookup)).toBe(phones);
  });

  test('any word gets a pronunciation, or the recogniser would refuse the grammar', () => {
    for (const word of ['x', 'qu', 'aaa', "o'er", 'eee', 'yyy', 'hmm'])
      expect(pronunciation(word, lookup)).toMatch(/^[A-Z ]+$/);
  });
});

describe('sentences', () => {
  test('end at their marks but not at abbreviations or decimal points', () => {
    expect(sentencesOf('Dr. Smith pays 3.50 euros. Is it free? Yes!\nNext line')).toEqual([
      'Dr. Smith pays 3.50 euros.',
      'Is it free?',
      'Yes!',
      'Next line',
    ]);
    expect(sentencesOf('We open at 9 a.m. Parking is free.')).toEqual(['We open at 9 a.m.', 'Parking is free.']);
  });

  test('a very long one is cut for the voice, and nothing is lost', () => {
    const long = Array.from({ length: 120 }, (_, index) => `word${index}`).join(' ');
    const pieces = utterancesOf(long, 100);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(100);
    expect(pieces.join(' ')).toBe(long);
    expect(utterancesOf('x'.repeat(1_000), 100)).toHaveLength(10);
  });

  test('are freed of marks that nobody can say', () => {
    expect(speakable('## Fees\n- **Adults**: [see here](/fees) <b>now</b> https://x.example/y')).toBe(
      'Fees\nAdults: see here now the link on the page',
    );
  });
});
