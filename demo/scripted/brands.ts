import type { ScriptedSource } from './wire-script.ts';

/** One turn of a brand's conversation. */
export interface BrandTurn {
  readonly question: string;
  /** What is said while it is looked for. */
  readonly tool?: string;
  readonly answer: string;
  readonly sources?: readonly ScriptedSource[];
}

/** A made-up company with the widget on its site, and with the style sheet `demo/themes/NAME.css`. */
export interface Brand {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** Title of its panel. */
  readonly heading: string;
  readonly suggestions: readonly string[];
  readonly turns: readonly BrandTurn[];
}

export const brands: readonly Brand[] = [
  {
    name: 'gazette',
    title: 'The Harbour Gazette',
    about: 'A newspaper: serif type, hairlines, no bubbles. Paper by day, a night edition when it is dark.',
    heading: 'The Reading Room',
    suggestions: ['What is in the weekend edition?', 'Who wrote about the lighthouse?'],
    turns: [
      {
        question: 'What became of the old lighthouse?',
        tool: 'Leafing through the archive',
        answer:
          'It was sold in March for one crown, to the keeper’s granddaughter. She opens it to visitors on Whit Monday, with the ' +
          'lamp lit for the first time since 1987.',
        sources: [
          {
            title: 'A light for one crown',
            heading: 'Harbour',
            text:
              'The council voted late on Tuesday. The old lighthouse was sold for one crown to Ada Brandt, whose grandfather ' +
              'kept it. Visitors are welcome from Whit Monday.',
            quote: 'The old lighthouse was sold for one crown to Ada Brandt, whose grandfather kept it.',
          },
        ],
      },
      {
        question: 'And who wrote the piece?',
        answer: 'Ines Holm, with photographs by Jon Vik. Her column appears every second Saturday.',
        sources: [{ title: 'Our writers', text: 'Ines Holm writes on the harbour.', quote: 'Ines Holm writes on the harbour.' }],
      },
    ],
  },
  {
    name: 'signal',
    title: 'signal/ops',
    about: 'A tool for people who run servers: one monospaced size, square corners, prompts for bubbles. Dark, and only dark.',
    heading: 'signal@ops',
    suggestions: ['status --all', 'who is on call?'],
    turns: [
      {
        question: 'Why is checkout slow?',
        tool: 'query metrics: checkout p95, 6 h',
        answer:
          'p95 of checkout went from 180 to 940 ms at 14:02, with deploy 7f3c. The new tax call has no cache. Rolling back ' +
          'takes 40 s.',
        sources: [
          {
            title: 'deploy 7f3c',
            heading: 'checkout',
            text: 'feat: ask the tax service on each request. Reviewed by nobody.',
            quote: 'ask the tax service on each request',
          },
        ],
      },
      {
        question: 'Roll it back.',
        tool: 'rollback checkout → 91aa',
        answer: 'Done. 91aa serves all traffic, p95 is 176 ms.',
      },
    ],
  },
  {
    name: 'linden',
    title: 'Linden Family Health',
    about: 'A doctor’s practice: round, soft and calm, with large type and a large orb. Light, and a dim version for the night.',
    heading: 'Linden',
    suggestions: ['Book a check-up', 'Is it the flu?'],
    turns: [
      {
        question: 'My son has a fever of 38.5. Should we come in?',
        tool: 'Reading our advice on fever',
        answer:
          'If he drinks and plays, you can stay at home: let him rest and offer water often. Come in when it lasts three ' +
          'days, or at once if he is hard to wake.',
        sources: [
          {
            title: 'Fever in children',
            heading: 'When to come in',
            text: 'A child that drinks and plays can stay at home. Come in when the fever lasts three days.',
            quote: 'Come in when the fever lasts three days.',
          },
          { title: 'Opening hours', text: 'We are open from 8 to 6.', quote: 'We are open from 8 to 6.' },
        ],
      },
      { question: 'Can you keep a place for Thursday?', answer: 'Thursday at 9:20 with Dr. Amari is free. Shall I book it?' },
    ],
  },
];

export const brandNames: readonly string[] = brands.map(({ name }) => name);
