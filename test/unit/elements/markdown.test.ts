import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasMarkdown } from '../../../src/elements/markdown-hint.ts';
import { plainText, readMarkdown } from '../../../src/elements/markdown-model.ts';
import { steady } from '../../../src/elements/markdown-unfinished.ts';

const guide = `# Camping at the lake

You need **a permit**, which costs *12 euros*, and \`reservation\` in summer. See
[the booking page](https://park.example/book) or write to rangers@park.example.

## What to bring

1. A tent
   - with **four** pegs
   - and a [groundsheet](/shop)
2. Food that bears ~~love~~ cannot smell
- [x] water
- [ ] a lamp

| Site | Price |
|------|------:|
| Lake | 12 |
| Wood | \`9\` |

> Leave **nothing** but footprints.

\`\`\`js
const nights = 3;
\`\`\`

---

Have a good time, 2 * 3 days!`;

describe('Markdown in an answer', () => {
  it('is told from plain sentences without a parser', () => {
    for (const text of ['We open at nine - on Sundays, too.', 'It costs 5 * 3 euros (#4).', 'a_name', '']) {
      expect(hasMarkdown(text), text).toBe(false);
    }
    for (const text of ['**Yes**', 'see `x`', '- one', '1. one', '# a', '[a](b)', 'https://a.example', '> q', '| a |', 'an *old* one']) {
      expect(hasMarkdown(text), text).toBe(true);
    }
  });

  it('becomes blocks', () => {
    expect(readMarkdown('Hello **you**\nthere\n\n1. a\n2. b\n\n> q\n\n---\n\n```ts\nlet a;\n```')).toEqual([
      { kind: 'paragraph', children: ['Hello ', { kind: 'strong', children: ['you'] }, { kind: 'break' }, 'there'] },
      {
        kind: 'list',
        ordered: true,
        start: 1,
        items: ['a', 'b'].map((text) => ({ checked: null, blocks: [{ kind: 'paragraph', children: [text] }] })),
      },
      { kind: 'quote', blocks: [{ kind: 'paragraph', children: ['q'] }] },
      { kind: 'rule' },
      { kind: 'code', language: 'ts', text: 'let a;' },
    ]);
    expect(readMarkdown('| a | b |\n|---|--:|\n| 1 | *2* |')).toEqual([
      {
        kind: 'table',
        align: [null, 'end'],
        header: [['a'], ['b']],
        rows: [[['1'], [{ kind: 'em', children: ['2'] }]]],
      },
    ]);
    expect(readMarkdown('- [x] done')).toMatchObject([{ items: [{ checked: true }] }]);
  });

  it('has headings without a gap in their levels, below that of the panel', () => {
    const levels = readMarkdown('#### A\n\n###### B\n\n#### C').map((block) => block.kind === 'heading' && block.level);
    expect(levels).toEqual([3, 4, 3]);
  });

  it('shows markup as the text that it is', () => {
    const nasty = '<img src=x onerror=alert(1)>';
    expect(readMarkdown(`A ${nasty} b`)).toEqual([{ kind: 'paragraph', children: ['A ', nasty, ' b'] }]);
    expect(readMarkdown(`<script>alert(1)</script>\n\n**x**`)[0]).toEqual({
      kind: 'paragraph',
      children: ['<script>alert(1)</script>'],
    });
    expect(plainText('R&amp;D &lt;b&gt;')).toBe('R&D <b>');
  });

  it.each([
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'java&#x0A;script:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    ' javascript:x',
  ])('makes no link of %s', (address) => {
    const text = JSON.stringify(readMarkdown(`[x](<${address}>) ![y](<${address}>)`));
    expect(text).not.toMatch(/"href":"(?:java|data|vb|file)/iu);
  });

  it('links pages, mailboxes and pictures, and shows none', () => {
    const [paragraph] = readMarkdown('[a](/b) <c@d.example> https://e.example ![Map](https://f.example/map.png)');
    const links = (paragraph as unknown as { children: { kind?: string; href?: string }[] }).children.filter(({ kind }) => kind === 'link');
    expect(links.map(({ href }) => href)).toEqual(['/b', 'mailto:c@d.example', 'https://e.example', 'https://f.example/map.png']);
  });

  it('without sense or end stays plain, and takes no time', () => {
    for (const hostile of [
      '>'.repeat(20_000),
      '- '.repeat(9_000),
      '['.repeat(20_000),
      '*'.repeat(20_000),
      '*a '.repeat(6_000),
      '**a_b '.repeat(3_000),
      '[a]('.repeat(5_000),
      '`'.repeat(9_999),
      '`a'.repeat(9_000),
      '<a '.repeat(6_000),
      '![['.repeat(6_000),
      '| a '.repeat(5_000) + '\n' + '|-'.repeat(5_000),
      `${' '.repeat(19_000)}a`,
      'a\n'.repeat(9_000),
      'x'.repeat(30_000),
    ]) {
      const begun = process.cpuUsage();
      expect(plainText(hostile).length).toBeLessThanOrEqual(hostile.length);
      expect(steady(hostile).length).toBeLessThan(hostile.length + 10_000);
      // No bound of speed, but of the kind of growth: a parser that pairs all with all takes minutes.
      expect(process.cpuUsage(begun).user / 1_000, hostile.slice(0, 6)).toBeLessThan(5_000);
    }
  });
});

/** What is seen of a text: marks of blocks aside, its words. */
const seen = (text: string): string => plainText(text).replaceAll(/[\s,]+/gu, ' ').trim();

describe('Markdown that is still being written', () => {
  it('shows no marks, and takes nothing back', () => {
    const whole = seen(guide);
    for (let length = 0; length < guide.length; length++) {
      const now = seen(steady(guide.slice(0, length)));
      expect(whole.startsWith(now), `after ${JSON.stringify(guide.slice(0, length).slice(-30))}: ${now.slice(-40)}`).toBe(true);
    }
  });

  it('holds words back only where it must', () => {
    expect(steady('So **bold')).toBe('So **bold**');
    expect(steady('So **bold*')).toBe('So **bold**');
    expect(steady('So ***both')).toBe('So ***both***');
    expect(steady('A `code')).toBe('A `code`');
    expect(steady('See [the pa')).toBe('See ');
    expect(steady('See [the page](http')).toBe('See ');
    expect(steady('See [1] there')).toBe('See [1] there');
    expect(steady('5*3 is 15 and 2 * 3')).toBe('5*3 is 15 and 2 * 3');
    expect(steady('Prices:\n| a | b')).toBe('Prices:');
    expect(steady('```js')).toBe('');
    expect(steady('```js\nlet a\n``')).toBe('```js\nlet a');
    expect(steady('Done.')).toBe('Done.');
  });

  it('never fails, whatever is written', () => {
    const marks = fc.constantFrom('*', '**', '_', '`', '```', '~~', '[', '](', ')', '|', '\n', '\n\n', '- ', '1. ', '> ', '#', ' ', 'word', '<', '>', '\\', '!');
    fc.assert(
      fc.property(fc.array(marks, { maxLength: 40 }), (parts) => {
        readMarkdown(steady(parts.join('')));
      }),
    );
  });
});
