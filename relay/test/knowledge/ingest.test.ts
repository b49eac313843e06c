import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Document, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow } from 'docx';
import { PDFDocument, PDFHexString, StandardFonts } from 'pdf-lib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
// The build, for files are read in a worker thread, which starts from a file that Node itself can run.
import { ingest } from '../../dist/knowledge/ingest/ingest.js';
import { openStore } from '../../dist/knowledge/open-store.js';
import type { KnowledgeStore } from '../../dist/knowledge/store.js';

let store: KnowledgeStore;
let folder: string;

beforeAll(async () => {
  store = await openStore();
});
afterAll(async () => {
  await store.close();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'knowledge-ingest-'));
});
afterEach(async () => {
  for (const { id } of await store.documents()) await store.remove(id);
  await rm(folder, { recursive: true, force: true });
});

async function write(files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

async function pdfOf(pages: string[], title?: string): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  if (title) pdf.setTitle(title);
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  for (const [index, text] of pages.entries()) {
    const page = pdf.addPage();
    page.drawText('Harbour handbook', { x: 50, y: 800, size: 10, font });
    page.drawText(`Chapter ${index + 1} of the sea`, { x: 50, y: 740, size: 20, font });
    page.drawText(text, { x: 50, y: 700, size: 12, font, lineHeight: 14 });
    page.drawText(`Page ${index + 1}`, { x: 50, y: 30, size: 10, font });
  }
  return pdf.save();
}

async function docxOf(): Promise<Uint8Array> {
  const cell = (text: string): TableCell => new TableCell({ children: [new Paragraph(text)] });
  const document = new Document({
    sections: [
      {
        children: [
          new Paragraph({ text: 'Staff handbook', heading: HeadingLevel.TITLE }),
          new Paragraph({ text: 'Leave', heading: HeadingLevel.HEADING_1 }),
          new Paragraph('Everybody has thirty days of leave.'),
          new Paragraph({ text: 'Parents have five more', bullet: { level: 0 } }),
          new Paragraph({ text: 'Illness', heading: HeadingLevel.HEADING_2 }),
          new Paragraph('Telephone the office before nine.'),
          new Table({ rows: [new TableRow({ children: [cell('Office'), cell('extension 42')] })] }),
        ],
      },
    ],
  });
  return Packer.toBuffer(document);
}

/** Encrypted with a password that is not the empty one: neither key fits. */
async function lockedPdf(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.addPage().drawText('A secret.');
  const key = PDFHexString.of('ab'.repeat(32));
  const id = PDFHexString.of('00'.repeat(16));
  const { context } = pdf;
  const encryption = context.obj({ Filter: 'Standard', V: 1, R: 2, O: key, U: key, P: -4 });
  Object.assign(context.trailerInfo, { Encrypt: context.register(encryption), ID: context.obj([id, id]) });
  return pdf.save({ useObjectStreams: false });
}

/** A Word file whose first part says that it unpacks to 400 MiB. */
async function zipBomb(): Promise<Uint8Array> {
  const bytes = Buffer.from(await docxOf());
  bytes.writeUInt32LE(400 * 1024 * 1024, bytes.indexOf('PK\x01\x02', 0, 'latin1') + 24);
  return bytes;
}

describe('ingesting a folder', () => {
  it('finds what stands in every format, and links to the place', async () => {
    await write({
      'guide/parking.md': '# Parking\n\n## Permits\n\nResidents fetch their permit at the town hall.',
      'pool/index.html':
        '<title>Swimming pool</title><main><h2 id="sauna">Sauna</h2><p>Hot from noon, bring two towels.</p></main>',
      'harbour.pdf': await pdfOf(
        ['Ships.', 'The lighthouse was built of gran-\nite in the year of the storm.'],
        'Harbour handbook',
      ),
      'staff.docx': await docxOf(),
      'notes/wlan.txt': 'The password of the guest network hangs at the reception.',
      'style.css': 'body { color: red }',
      '.git/config.md': 'Secret things.',
    });
    const report = await ingest(folder, store, { baseUrl: 'https://example.org/help' });
    expect(report).toMatchObject({ updated: [], unchanged: [], removed: [], failed: [] });
    expect(report.added).toEqual([
      'guide/parking.md',
      'harbour.pdf',
      'notes/wlan.txt',
      'pool/index.html',
      'staff.docx',
    ]);
    const answers: [string, string, string, string][] = [
      ['where do residents get a permit', 'https://example.org/help/guide/parking#permits', 'Parking', 'Permits'],
      ['towels for the sauna', 'https://example.org/help/pool/#sauna', 'Swimming pool', 'Sauna'],
      ['granite lighthouse', 'https://example.org/help/harbour.pdf#page=2', 'Harbour handbook', 'Chapter 2 of the sea'],
      ['leave of parents', 'https://example.org/help/staff.docx', 'Staff handbook', 'Leave'],
      ['extension of the office', 'https://example.org/help/staff.docx', 'Staff handbook', 'Leave › Illness'],
      ['guest network password', 'https://example.org/help/notes/wlan.txt', 'Wlan', ''],
    ];
    for (const [query, url, title, heading] of answers) {
      expect((await store.search(query))[0], query).toMatchObject({ url, title, heading });
    }
    expect(await store.search('secret')).toEqual([]);
    expect(report.passages).toBe(9);
  });

  it('reads only what changed, and forgets what is gone', async () => {
    await write({ 'a.md': '# A\n\nApples.', 'b.md': '# B\n\nBananas.', 'c.md': '# C\n\nCherries.' });
    await ingest(folder, store);
    const [kept] = await store.search('apples');
    await write({ 'b.md': '# B\n\nBlueberries.', 'd.md': '# D\n\nDates.' });
    await rename(join(folder, 'c.md'), join(folder, 'e.md'));
    const progress: string[] = [];
    const report = await ingest(folder, store, {
      onProgress: ({ path, outcome, done, total }) => progress.push(`${done}/${total} ${path} ${outcome}`),
    });
    expect(report).toMatchObject({
      added: ['d.md', 'e.md'],
      updated: ['b.md'],
      unchanged: ['a.md'],
      removed: ['c.md'],
      failed: [],
      passages: 3,
      summary: '2 added, 1 updated (3 passages), 1 unchanged, 1 removed, 0 failed.',
    });
    expect(progress).toEqual(['1/4 a.md unchanged', '2/4 b.md updated', '3/4 d.md added', '4/4 e.md added']);
    expect(await store.search('bananas')).toEqual([]);
    expect((await store.search('cherries')).map((hit) => hit.documentId)).toEqual(['e.md']);
    expect((await store.search('apples'))[0]?.id).toBe(kept?.id);
    const moved = await ingest(folder, store, { baseUrl: '/help' });
    expect(moved.updated).toHaveLength(4);
    expect((await store.search('apples'))[0]).toMatchObject({ url: '/help/a#a', id: kept?.id });
  });

  it('reports each broken file with its cure, and goes on', async () => {
    const pdf = await pdfOf(['One.', 'Two.']);
    const blank = await PDFDocument.create();
    blank.addPage();
    await write({
      'bad/cut-off.pdf': pdf.slice(0, pdf.length / 2),
      'bad/noise.pdf': 'no pdf at all',
      'bad/scan.pdf': await blank.save(),
      'bad/broken.docx': 'PK\x03\x04 and nothing after it',
      'bad/old.doc': 'x',
      'bad/locked.pdf': await lockedPdf(),
      'bad/bomb.docx': await zipBomb(),
      'bad/renamed.docx': Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      'bad/empty.md': '',
      'bad/only-a-rule.md': '---\n',
      'bad/picture.txt': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0]),
      'bad/script.md': '---\nurl: javascript:alert(1)\n---\nHello.',
      'bad/deep.md': `${'>'.repeat(20_000)} x`,
      'good.md': '# Good\n\nThe rest goes on.',
    });
    const report = await ingest(folder, store);
    expect(report.added).toEqual(['good.md']);
    expect(Object.fromEntries(report.failed.map(({ path, reason }) => [path.slice(4), reason]))).toEqual({
      'cut-off.pdf': expect.stringMatching(/no PDF that can be read.*cut off/),
      'noise.pdf': expect.stringMatching(/no PDF/),
      'scan.pdf': expect.stringMatching(/OCR/),
      'broken.docx': expect.stringMatching(/no Word document/),
      'locked.pdf': expect.stringMatching(/protected by a password/),
      'bomb.docx': expect.stringMatching(/unpacks to 4\d+ bytes/),
      'old.doc': expect.stringMatching(/save it as \.docx/),
      'renamed.docx': expect.stringMatching(/password-protected/),
      'empty.md': 'is empty',
      'only-a-rule.md': 'has no text',
      'picture.txt': expect.stringMatching(/no text, in spite of its name/),
      'script.md': expect.stringMatching(/front matter "url"/),
      'deep.md': expect.stringMatching(/nested/),
    });
    expect(await store.search('rest')).toHaveLength(1);
  });

  it('keeps the last good version of a file that broke', async () => {
    await write({ 'a.pdf': await pdfOf(['The lighthouse.']) });
    await ingest(folder, store);
    await write({ 'a.pdf': 'broken' });
    expect((await ingest(folder, store)).removed).toEqual([]);
    expect(await store.search('lighthouse')).toHaveLength(1);
  });

  it('says that a folder is empty, and does not forget everything for it', async () => {
    expect(await ingest(folder, store)).toMatchObject({
      added: [],
      failed: [],
      passages: 0,
      summary: expect.stringContaining('right folder?'),
    });
    await write({ 'a.md': 'Apples.' });
    await ingest(folder, store);
    await rm(join(folder, 'a.md'));
    expect(await ingest(folder, store)).toMatchObject({
      removed: [],
      summary: expect.stringContaining('1 documents of the store were kept'),
    });
    expect(await store.documents()).toHaveLength(1);
  });

  it('writes nothing when it is only asked what would happen', async () => {
    await write({ 'a.md': 'Apples.', 'b.pdf': 'broken' });
    const report = await ingest(folder, store, { dryRun: true });
    expect(report).toMatchObject({ added: ['a.md'], failed: [{ path: 'b.pdf' }], passages: 1 });
    expect(report.summary).toMatch(/^Nothing was written/);
    expect(await store.documents()).toEqual([]);
  });

  it('reads 200 pages of PDF, each passage with its page', async () => {
    const pages = Array.from(
      { length: 200 },
      (_, n) => `This page tells of ship${n + 1} and its crew.\nIt sailed in spring.`,
    );
    await write({ 'long.pdf': await pdfOf(pages) });
    const report = await ingest(folder, store);
    expect(report).toMatchObject({ added: ['long.pdf'], failed: [], passages: 200 });
    const [hit] = await store.search('ship173');
    expect(hit?.url).toBe('/long.pdf#page=173');
    // Neither the running head nor the page number is part of the text.
    expect(hit?.text).toBe('This page tells of ship173 and its crew. It sailed in spring.');
  });

  it('holds to its limits', async () => {
    const text = 'A sentence about nothing in particular, again and again. '.repeat(200);
    await write({
      'big.txt': 'x'.repeat(2_000),
      'long.md': text.slice(0, 900),
      'pages.pdf': await pdfOf(['1', '2', '3']),
    });
    expect((await ingest(folder, store, { maxFileBytes: 1_000, maxPages: 2, dryRun: true })).failed).toMatchObject([
      { path: 'big.txt', reason: expect.stringContaining('2000 bytes') },
      { path: 'pages.pdf', reason: expect.stringMatching(/bytes|3 pages/) },
    ]);
    await write({ 'long.md': text });
    const report = await ingest(folder, store, { maxPages: 2, maxPassages: 3, dryRun: true });
    expect(report.failed.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('longer than 3 passages'),
      expect.stringContaining('3 pages, more than the 2'),
    ]);
  });

  it('takes a line of 30 MB for what it is, and goes on', async () => {
    const line = 'lorem ipsum dolor '.repeat(1_700_000);
    await write({ 'line.md': line, 'line.txt': line, 'rest.md': 'The rest goes on.' });
    const report = await ingest(folder, store, { dryRun: true });
    expect(report.added).toEqual(['rest.md']);
    expect(report.failed).toEqual([
      { path: 'line.md', reason: expect.stringContaining('a line of many megabytes') },
      { path: 'line.txt', reason: expect.stringContaining('longer than 5000 passages') },
    ]);
  });

  it('stops a small file that keeps its parser busy for minutes, and reads the next', async () => {
    await write({ 'a.md': '*a_'.repeat(100_000), 'b.md': '# B\n\nBananas.' });
    const report = await ingest(folder, store, { fileTimeoutMs: 5_000 });
    expect(report.failed).toEqual([{ path: 'a.md', reason: 'takes longer than 5 s to read: split it' }]);
    expect(report.added).toEqual(['b.md']);
  });

  it('follows a link within the folder and none out of it', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'knowledge-outside-'));
    await writeFile(join(outside, 'secret.md'), 'The secret is out.');
    await write({ '..data/real.md': 'A mounted text about lighthouses.', 'plain.md': 'Plain.' });
    await symlink(join('..data', 'real.md'), join(folder, 'mounted.md'));
    await symlink(join(outside, 'secret.md'), join(folder, 'stolen.md'));
    await symlink(outside, join(folder, 'stolen-folder'));
    await symlink(folder, join(folder, 'loop'));
    await symlink('nowhere', join(folder, 'dangling.md'));
    const report = await ingest(folder, store);
    expect(report.added).toEqual(['mounted.md', 'plain.md']);
    expect(report.failed).toEqual([
      { path: 'dangling.md', reason: 'is a symbolic link that leads nowhere' },
      { path: 'stolen.md', reason: expect.stringContaining('outside the folder') },
    ]);
    expect(await store.search('secret')).toEqual([]);
    await rm(outside, { recursive: true });
  });

  it('takes file names of any kind for names and nothing more', async () => {
    const names = [
      "'); DROP TABLE knowledge_document; --.md",
      '$(touch x) `id` %s.md',
      'ünï #1 ?.md',
      'new\nline.md',
      '{"a",NULL}.md',
    ];
    await write(Object.fromEntries(names.map((name, n) => [name, `Text number${n} of the folder.`])));
    const report = await ingest(folder, store);
    expect([...report.added].sort()).toEqual([...names].sort());
    for (const [n, name] of names.entries()) {
      const [hit] = await store.search(`number${n}`);
      expect(hit?.documentId).toBe(name);
      expect(hit?.url).toMatch(/^\/[\w%().'!~*-]+$/);
    }
  });

  it('stops at the next file when it is told to, with what was written in its place', async () => {
    await write({ 'a.md': 'Apples.', 'b.md': 'Bananas.' });
    const controller = new AbortController();
    const ingesting = ingest(folder, store, {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(ingesting).rejects.toThrow('enough');
    expect((await store.documents()).map(({ id }) => id)).toEqual(['a.md']);
  });

  it.each([
    [{ baseUrl: 'javascript:alert(1)' }, /^baseUrl: /],
    [{ baseUrl: 'example.org' }, /^baseUrl: /],
    [{ baseUrl: '//evil.example/' }, /^baseUrl: /],
    [{ baseUrl: 'https://example.org/?q=' }, /^baseUrl: /],
    [{ maxFileBytes: 0 }, /^maxFileBytes: /],
    [{ fileTimeoutMs: -1 }, /^fileTimeoutMs: /],
  ])('refuses %o by name', async (options, message) => {
    await expect(ingest(folder, store, options)).rejects.toMatchObject({
      name: 'KnowledgeError',
      code: 'invalid',
      message: expect.stringMatching(message),
    });
  });

  it('refuses a folder that is none', async () => {
    await write({ 'a.md': 'x' });
    await expect(ingest(join(folder, 'missing'), store)).rejects.toThrow(/^folder: .*ENOENT/);
    await expect(ingest(join(folder, 'a.md'), store)).rejects.toThrow(/is a file/);
  });
});
