import { describe, expect, it } from 'vitest';
import { chunks } from '../../src/knowledge/ingest/chunk.js';
import type { Section } from '../../src/knowledge/ingest/document-text.js';
import { documentUrl, partUrl, titleFromPath } from '../../src/knowledge/ingest/document-url.js';
import { readHtml } from '../../src/knowledge/ingest/html.js';
import { readMarkdown } from '../../src/knowledge/ingest/markdown.js';
import { readText } from '../../src/knowledge/ingest/text.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const words = (text: string): number => text.split(/\s+/).length;

function cut(...blocks: string[]): string[] {
  return [...chunks([{ heading: ['A'], anchor: 'a', blocks }])].map((chunk) => chunk.text);
}

describe('Markdown', () => {
  it('becomes sections with heading paths and the anchors of GitHub', async () => {
    const { title, sections } = await readMarkdown(
      bytes(
        [
          '# Parking\n\nWelcome.',
          '## Fees & times\n\nTwo pounds.',
          '### On Sundays\n\nFree.',
          '## Fees & times\n\nAgain.',
          '## Fees & times\n\nOnce more.',
          '## Überall!\n\nÜberall.',
        ].join('\n\n'),
      ),
    );
    expect(title).toBe('Parking');
    expect(sections.map(({ heading, anchor }) => [heading.join(' > '), anchor])).toEqual([
      ['', 'parking'],
      ['Fees & times', 'fees--times'],
      ['Fees & times > On Sundays', 'on-sundays'],
      ['Fees & times', 'fees--times-1'],
      ['Fees & times', 'fees--times-2'],
      ['Überall!', 'überall'],
    ]);
  });

  it('takes title and address from its front matter, whatever else stands there', async () => {
    const document = await readMarkdown(
      bytes(
        '---\r\nlayout: page\r\ntitle: "Say \\"hi\\": a guide" # ours\r\nurl: /guides/hi\r\n---\r\n' +
          '# Other\r\n\r\nText.',
      ),
    );
    expect(document).toMatchObject({ title: 'Say "hi": a guide', url: '/guides/hi' });
    expect(document.sections).toEqual([{ heading: [], anchor: 'other', blocks: ['Text.'] }]);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'https://user:secret@example.org/', 'http://['])(
    'is refused when its address is %s',
    async (url) => {
      await expect(readMarkdown(bytes(`---\nurl: ${url}\n---\nText.`))).rejects.toThrow(/front matter "url"/);
    },
  );

  it('is read as sentences where it has tables and lists', async () => {
    const { sections } = await readMarkdown(
      bytes(
        '| Zone | Price |\n|---|---|\n| A | 5 pounds |\n| B | |\n\n' +
          '- Bring **your** [card](x.md)\n- Pay:\n  1. by phone\n  2. in cash.\n\n```sh\nnpm start\n```\n',
      ),
    );
    expect(sections[0]?.blocks).toEqual([
      'Zone: A, Price: 5 pounds.',
      'Zone: B.',
      'Bring your card.',
      'Pay:',
      'by phone.',
      'in cash.',
      'npm start',
    ]);
  });

  it('of a thousand nested quotations is an error and not a crash', async () => {
    await expect(readMarkdown(bytes(`${'>'.repeat(600)} deep`))).rejects.toThrow(/nested/);
  });
});

describe('HTML', () => {
  const article = 'You may park in the town centre for two hours. '.repeat(8);

  it('gives the main text with the ids of its headings, and neither navigation nor scripts', async () => {
    const { title, sections } = await readHtml(
      bytes(`<!doctype html><html><head><title>Parking | Town of Oak</title><style>p{}</style></head><body>
        <nav><a href="/">Home</a></nav><article><h1 id="top">Parking</h1><p>${article}</p><script>alert('evil')</script>
        <h2 id="permits">Permits <a class="headerlink" href="#permits">¶</a></h2><p>${article} &lt;b&gt; &amp; more</p>
        <table><tr><th>Zone</th><th>Price</th></tr><tr><td>A</td><td>5</td></tr></table></article>
        <footer>Copyright</footer></body></html>`),
    );
    expect(title).toBe('Parking');
    expect(sections.map(({ heading, anchor }) => [heading, anchor])).toEqual([
      [[], ''],
      [['Permits'], 'permits'],
    ]);
    const text = JSON.stringify(sections);
    expect(text).toContain('<b> & more');
    expect(text).toContain('Zone: A, Price: 5.');
    expect(text).not.toMatch(/evil|Home|Copyright/);
  });

  it('trusts a page that names its main part, however short', async () => {
    const { sections } = await readHtml(
      bytes(
        '<title>T</title><header>Site</header><main><h2 id="x">Hours</h2>' +
          '<ul><li>Monday to Friday from nine to five<li>Closed on Sundays</ul></main>',
      ),
    );
    expect(sections).toEqual([
      { heading: ['Hours'], anchor: 'x', blocks: ['Monday to Friday from nine to five.', 'Closed on Sundays.'] },
    ]);
  });

  it.each([
    ['an unclosed everything', `<main><p>${article}<div><b><i><table><tr><td>x<h2 id=a>Y<p>${article}`],
    [
      'handlers and data links',
      `<main><p onclick="alert(1)">${article}</p><a href="javascript:alert(1)">link</a></main>`,
    ],
    ['signs without a tag', `<main>${'<'.repeat(2_000)} ${article}</main>`],
  ])('with %s is read', async (_name, html) => {
    expect((await readHtml(bytes(html))).sections.length).toBeGreaterThan(0);
  });

  it('without any text says that a script may draw the page', async () => {
    await expect(
      readHtml(bytes('<title>App</title><div id="root"></div><script src="app.js"></script>')),
    ).rejects.toThrow(/script/);
  });

  it('is read in the encoding that it names', async () => {
    const html = Buffer.concat([
      Buffer.from('<meta charset="iso-8859-2"><main><p>'),
      Buffer.from([0xb3]),
      Buffer.from(`ód ${article}</main>`, 'latin1'),
    ]);
    expect((await readHtml(html)).sections[0]?.blocks[0]).toMatch(/^łód/);
  });
});

describe('plain text', () => {
  it.each([
    ['UTF-8 with a mark', Buffer.from('\uFEFFCafé menu', 'utf8')],
    ['UTF-16', Buffer.from('\uFEFFCafé menu', 'utf16le')],
    ['Windows-1252', Buffer.from('Café menu', 'latin1')],
  ])('in %s is understood', async (_name, content) => {
    expect((await readText(content)).sections[0]?.blocks).toEqual(['Café menu']);
  });

  it('that is no text is refused', async () => {
    await expect(readText(Buffer.from([0x89, 0x50, 0, 0, 0, 13]))).rejects.toThrow(/no text/);
  });
});

describe('cutting', () => {
  const sentence = (n: number): string =>
    `Sentence number ${n} tells of the harbour, the lighthouse and the ${n} ships.`;
  const long = Array.from({ length: 60 }, (_, n) => sentence(n)).join(' ');

  it('makes passages of 100 to 180 words of whole sentences, the last no scrap', () => {
    const texts = cut(long);
    expect(texts.length).toBeGreaterThan(3);
    for (const text of texts) {
      expect(words(text)).toBeGreaterThanOrEqual(100);
      expect(words(text)).toBeLessThanOrEqual(180);
      expect(text).toMatch(/^Sentence.*ships\.$/s);
    }
  });

  it('loses nothing, and repeats about 25 words', () => {
    const texts = cut(long);
    for (let n = 0; n < 60; n += 1) expect(texts.join(' ')).toContain(sentence(n));
    const extra = texts.reduce((sum, text) => sum + words(text), 0) - words(long);
    expect(extra / (texts.length - 1)).toBeGreaterThanOrEqual(20);
    expect(extra / (texts.length - 1)).toBeLessThanOrEqual(40);
  });

  it('never joins two sections, however short, for each has an address of its own', () => {
    const sections: Section[] = [
      { heading: ['Hours'], anchor: 'hours', blocks: ['Nine to five.'] },
      { heading: ['Hours', 'Sundays › feasts'], anchor: 'sundays', blocks: ['Closed.', '---', '* * *'] },
      { heading: ['Rule'], anchor: 'rule', blocks: ['***'] },
    ];
    expect([...chunks(sections)]).toEqual([
      { heading: 'Hours', anchor: 'hours', text: 'Nine to five.' },
      { heading: 'Hours › Sundays > feasts', anchor: 'sundays', text: 'Closed.\n---\n* * *' },
    ]);
  });

  it('does not end a sentence at an abbreviation or in a number', () => {
    const rest = 'It is free of charge for every member of the club. '.repeat(30);
    const text = `Ask Dr. Miller, e.g. on Monday, for the 3.5 mm cable of J. Smith. ${rest}`;
    expect(cut(text)[0]).toContain('Ask Dr. Miller, e.g. on Monday, for the 3.5 mm cable of J. Smith. It');
    expect(cut(text).every((part) => /^(?:Ask|It)/.test(part))).toBe(true);
  });

  it.each([
    ['one endless sentence', 'lorem '.repeat(5_000)],
    ['a script without spaces', '港の灯台は夕暮れに灯ります。'.repeat(1_000)],
    ['Base64', 'QUJD'.repeat(20_000)],
  ])('bounds a passage of %s', (_name, text) => {
    const texts = cut(text);
    expect(texts.length).toBeGreaterThan(5);
    expect(Math.max(...texts.map((part) => part.length))).toBeLessThan(5_000);
  });
});

describe('the address of a document', () => {
  it.each([
    ['guide/start.md', 'https://example.org/help/', null, 'https://example.org/help/guide/start'],
    ['guide/index.html', 'https://example.org/help/', null, 'https://example.org/help/guide/'],
    ['index.md', '/', null, '/'],
    ['reindex.md', '/', null, '/reindex'],
    ['forms/A b#1?.pdf', '/', null, '/forms/A%20b%231%3F.pdf'],
    ['x.docx', '/docs/', null, '/docs/x.docx'],
    ['x.md', 'https://example.org/help/', '/about', 'https://example.org/about'],
    ['x.md', '/help/', 'about', '/help/about'],
    ['x.md', '/help/', 'https://elsewhere.example/x', 'https://elsewhere.example/x'],
  ])('of %s under %s (own: %s) is %s', (path, baseUrl, own, url) => {
    expect(documentUrl(path, baseUrl, own)).toBe(url);
  });

  it('takes an anchor of any script, and none where there is no room', () => {
    expect(partUrl('/a', 'über uns')).toBe('/a#%C3%BCber%20uns');
    expect(partUrl('/a', 'page=3')).toBe('/a#page=3');
    expect(partUrl('/#/route', 'x')).toBe('/#/route');
    expect(partUrl('/a', 'x'.repeat(5_000))).toBe('/a');
  });

  it('gives a title where the document has none', () => {
    expect(titleFromPath('guides/opening-hours_2024.txt')).toBe('Opening hours 2024');
    expect(titleFromPath('guides/index.md')).toBe('Guides');
    expect(titleFromPath('index.md')).toBe('Index');
  });
});
