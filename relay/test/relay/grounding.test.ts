import { expect, test } from 'vitest';
import { groundAnswer } from '../../src/tools/grounding.js';
import { sentences, stem, words } from '../../src/tools/words.js';
import type { Passage } from '../../src/knowledge/store.js';
import { museum } from '../fixtures/memory-store.js';

const passage = (id: string, text: string, title = id): Passage => ({
  id,
  documentId: id,
  title,
  heading: '',
  url: `/${id}`,
  text,
});

test.for<[string, string, string, string]>([
  [
    'the words of the passage',
    'It is closed on Mondays and on the first of January.',
    'hours-1',
    'It is closed on Mondays and on the first of January.',
  ],
  [
    'other words for the same',
    'On Thursday evenings the museum is open until 9.',
    'hours-1',
    'On Thursdays it stays open until nine in the evening.',
  ],
  [
    'another form of the words',
    'For students, the ticket cost is 5 euros.',
    'tickets-1',
    'A ticket costs 12 euros for adults and 5 euros for students.',
  ],
  [
    'a small part of it',
    'Yes, the café serves cake and soup.',
    'cafe-1',
    'The café on the upper floor serves soup, sandwiches and cake with a view over the harbour.',
  ],
])('an answer in %s leans on the right passage and sentence', ([, answer, id, quote]) => {
  const [first] = groundAnswer(answer, museum);
  expect(first?.passage.id).toBe(id);
  expect(first?.quote).toBe(quote);
});

test.for([
  'Hello! How can I help you today?',
  'I am sorry, I could not find anything about parking on the website.',
  'The museum has a café.',
  'Let me look that up for you.',
  '',
  '!!! … ???',
])('an answer that only touches the subject has no source: %s', (answer) => {
  expect(groundAnswer(answer, museum)).toEqual([]);
});

test('an answer from two passages names both, and none that repeats what is explained already', () => {
  const answer = 'Adults pay 12 euros for a ticket. The café serves soup and sandwiches with a view over the harbour.';
  const copy = { ...museum[1]!, id: 'tickets-copy' };
  expect(
    groundAnswer(answer, [...museum, copy])
      .map(({ passage }) => passage.id)
      .sort(),
  ).toEqual(['cafe-1', 'tickets-1']);
});

test('works in languages with other letters, and without spaces', () => {
  const german = [
    passage('a', 'Der Eintritt kostet zwölf Euro. Kinder unter sieben Jahren sind frei.'),
    passage('b', 'Das Café im Obergeschoss schließt um siebzehn Uhr.'),
  ];
  expect(groundAnswer('Für Kinder unter sieben Jahren ist der Eintritt frei.', german)[0]).toMatchObject({
    passage: { id: 'a' },
    quote: 'Kinder unter sieben Jahren sind frei.',
  });
  expect(groundAnswer('Das ist hier und da nicht so, und das kann ich nicht sagen.', german)).toEqual([]);
  const japanese = [
    passage('a', '港の博物館は火曜日から日曜日まで開いています。月曜日は休館です。'),
    passage('b', '入場料は大人五百円です。'),
  ];
  expect(groundAnswer('博物館は火曜日から日曜日まで開いています。', japanese)[0]).toMatchObject({
    passage: { id: 'a' },
    quote: '港の博物館は火曜日から日曜日まで開いています。',
  });
});

test('words meet in their stems', () => {
  for (const [a, b] of [
    ['opens', 'opening'],
    ['opened', 'open'],
    ['ticket', 'tickets'],
    ['city', 'cities'],
    ['closed', 'close'],
    ['stopped', 'stop'],
  ] as const) {
    expect(stem(a), `${a} ${b}`).toBe(stem(b));
  }
  expect(stem('2026')).toBe('2026');
  expect(words("The Café's 9.30 — “naïve”")).toEqual(['the', 'cafe', '9', '30', 'naive']);
});

test('a sentence does not end inside a number or an address', () => {
  expect(sentences('It costs 3.50 euros. Ask at info@museum.example for more! Is it far? No.')).toEqual([
    'It costs 3.50 euros.',
    'Ask at info@museum.example for more!',
    'Is it far?',
    'No.',
  ]);
});

test('forty long passages and a long answer take no time that a visitor would notice', () => {
  const many = Array.from({ length: 40 }, (_, i) => passage(`p${i}`, `${museum[i % 3]!.text} Number ${i}. `.repeat(4)));
  const answer = museum.map(({ text }) => text).join(' ');
  groundAnswer(answer, many);
  const started = performance.now();
  groundAnswer(answer, many);
  expect(performance.now() - started).toBeLessThan(500);
});
