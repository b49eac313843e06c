import { createServer, request } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerRequest } from '../../../demo/answer-request.ts';
import { renderSite } from '../../../demo/site-files.ts';
import type { SiteFiles } from '../../../demo/site-files.ts';
import { loadSite } from '../../../demo/site.ts';
import type { Site } from '../../../demo/site.ts';
import type { DocumentText } from '../../../relay/src/knowledge/ingest/document-text.ts';
import { documentUrl, partUrl } from '../../../relay/src/knowledge/ingest/document-url.ts';
import { readHtml } from '../../../relay/src/knowledge/ingest/html.ts';
import { readMarkdown } from '../../../relay/src/knowledge/ingest/markdown.ts';

const folder = fileURLToPath(new URL('../../../demo/site', import.meta.url));

/** What the widget's build puts beside the site. */
const widget = '/realtime-assistant.js';
/** Where the pages for builders begin: builders.test.ts knows them. */
const builders = '/build';

let site: Site;
let rendered: SiteFiles;
let pages: Map<string, Document>;

beforeAll(async () => {
  site = await loadSite(folder);
  rendered = await renderSite(site);
  pages = new Map(
    [...rendered.files]
      .filter(([, { type }]) => type.startsWith('text/html'))
      .map(([path, { body }]) => [path, parse(body)]),
  );
});

function parse(body: Buffer): Document {
  return parseHTML(body.toString('utf8')).document as unknown as Document;
}

/** Every address in a page, as the browser would ask for it. */
function addresses(document: Document, path: string): URL[] {
  const links = [...document.querySelectorAll('[href], [src], [srcset]')];
  return links.map((link) => {
    const address = ['href', 'src', 'srcset'].map((name) => link.getAttribute(name)).find((value) => value !== null);
    return new URL(address ?? '', `http://park.test${path}`);
  });
}

describe('the pages of the demo', () => {
  it('are there for every document of the site, each with its title as the one top heading', () => {
    const articles = site.sections.flatMap((section) => section.pages);
    expect(articles.length).toBeGreaterThanOrEqual(64);
    for (const { path, title } of [site.home, ...articles]) {
      const headings = [...(pages.get(path)?.querySelectorAll('h1') ?? [])].map((heading) => heading.textContent);
      expect(headings, path).toEqual([title]);
    }
  });

  it('have no link, picture or script that leads nowhere, and no anchor that is not on its page', () => {
    const broken: string[] = [];
    for (const [path, document] of pages) {
      for (const { origin, pathname, hash } of addresses(document, path)) {
        const target = pages.get(pathname);
        const isFound = origin === 'http://park.test' && (rendered.files.has(pathname) || [widget, builders].includes(pathname));
        const isOnPage = hash === '' || target?.getElementById(decodeURIComponent(hash.slice(1)));
        if (!isFound || !isOnPage) broken.push(`${path} → ${origin}${pathname}${hash}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it('give no id twice', () => {
    for (const [path, document] of pages) {
      const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
      expect(ids, path).toEqual([...new Set(ids)]);
    }
  });

  it('have nothing inline that a strict policy would block', () => {
    for (const [path, document] of [...pages, ['404', parse(rendered.notFound.body)] as const]) {
      const scripts = [...document.querySelectorAll('script')].filter(
        (script) => !script.getAttribute('src') || script.textContent,
      );
      const handlers = [...document.querySelectorAll('*')].flatMap((element) =>
        element.getAttributeNames().filter((name) => name.startsWith('on') || name === 'style'),
      );
      expect({ scripts: scripts.length, styles: document.querySelectorAll('style').length, handlers }, path).toEqual({
        scripts: 0,
        styles: 0,
        handlers: [],
      });
    }
  });

  it('all carry the assistant, with questions to begin with', () => {
    for (const [path, document] of pages) {
      const assistants = [...document.querySelectorAll('realtime-assistant')];
      expect(assistants.map((assistant) => assistant.getAttribute('relay-url')), path).toEqual(['/realtime']);
      expect(assistants[0]?.querySelectorAll('button[slot=suggestions]').length, path).toBeGreaterThan(0);
    }
  });

  it('lead from each page of a section to the next and back', () => {
    for (const section of site.sections) {
      const visited: (string | null | undefined)[] = [section.pages[0]?.path];
      for (let path = visited[0]; path; visited.push(path)) {
        const next = pages.get(path)?.querySelector('a[rel=next]')?.getAttribute('href');
        if (!next) break;
        expect(pages.get(next)?.querySelector('a[rel=prev]')?.getAttribute('href')).toBe(path);
        path = next;
      }
      expect(visited).toEqual(section.pages.map(({ path }) => path));
    }
  });
});

describe('the sources of an answer', () => {
  it('lead to headings that are on the pages: addresses and anchors are those of the ingestion', async () => {
    const files = (await readdir(folder, { recursive: true })).map((file) => file.replaceAll('\\', '/'));
    const lost: string[] = [];
    let anchors = 0;
    for (const file of files) {
      const read: ((bytes: Uint8Array) => Promise<DocumentText>) | undefined = file.endsWith('.md')
        ? readMarkdown
        : file.endsWith('.html')
          ? readHtml
          : undefined;
      if (!read) continue;
      const { sections, url: own } = await read(await readFile(join(folder, file)));
      for (const { anchor } of sections) {
        const url = new URL(partUrl(documentUrl(file, '/', own), anchor), 'http://park.test');
        const document = pages.get(url.pathname);
        if (!document || (url.hash !== '' && !document.getElementById(decodeURIComponent(url.hash.slice(1))))) {
          lost.push(url.href);
        }
        if (anchor !== '') anchors += 1;
      }
    }
    expect(lost).toEqual([]);
    expect(anchors).toBeGreaterThan(150);
  });
});

describe('a site with other documents', () => {
  let other: string;

  beforeAll(async () => {
    other = await mkdtemp(join(tmpdir(), 'demo-site-'));
    await mkdir(join(other, 'tools & <toys>'));
    await writeFile(join(other, 'index.md'), '---\ntitle: Home\ndescription: "The <first> page"\n---\nWelcome.\n');
    await writeFile(
      join(other, 'tools & <toys>', 'saw.md'),
      '---\ntitle: A saw & <script>alert(1)</script>\ndescription: \'Says "cut"\'\n---\n' +
        'Begin.\n\n## Parts & `teeth`\n\nText.\n\n## Parts & `teeth`\n\n' +
        'See [home](../index.md#top), [there](https://example.org/a.md).\n',
    );
  });

  afterAll(() => rm(other, { recursive: true, force: true }));

  it('shows titles and descriptions as the text that they are', async () => {
    const { files } = await renderSite(await loadSite(other));
    for (const [path, { type, body }] of files) {
      if (!type.startsWith('text/html')) continue;
      const document = parse(body);
      const scripts = [...document.querySelectorAll('script')].map((script) => script.getAttribute('src'));
      expect(scripts, path).toEqual([widget]);
      expect(document.querySelectorAll('toys, first').length, path).toBe(0);
    }
    const saw = parse(files.get('/tools & <toys>/saw')!.body);
    expect(saw.querySelector('h1')?.textContent).toBe('A saw & <script>alert(1)</script>');
    expect(saw.querySelector('meta[name=description]')?.getAttribute('content')).toBe('Says "cut"');
  });

  it('numbers equal headings, and leaves foreign links alone', async () => {
    const [section] = (await loadSite(other)).sections;
    const [saw] = section!.pages;
    expect(saw!.parts.map(({ heading }) => heading)).toEqual([
      null,
      { id: 'parts--teeth', text: 'Parts & teeth' },
      { id: 'parts--teeth-1', text: 'Parts & teeth' },
    ]);
    const body = saw!.parts.at(-1)?.body.toString();
    expect(body).toContain('href="/#top"');
    expect(body).toContain('href="https://example.org/a.md"');
  });

  it('says which page lacks its title', async () => {
    const file = join(other, 'untitled.md');
    await writeFile(file, '---\ndescription: None\n---\nText.\n');
    await expect(loadSite(other)).rejects.toThrow('The page untitled.md has no "title" in its front matter.');
    await rm(file);
  });

  it('says that the home page is missing', async () => {
    await expect(loadSite(join(other, 'tools & <toys>'))).rejects.toThrow(/index\.md is missing/);
  });
});

describe('the server of the demo', () => {
  let server: Server;

  beforeAll(async () => {
    server = createServer(answerRequest(rendered));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });

  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  /** `fetch` would tidy up the paths that are to be tried. */
  function ask(path: string, options: { method?: string; headers?: Record<string, string> } = {}) {
    const { port } = server.address() as AddressInfo;
    return new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>((resolve, reject) => {
      const asking = request({ host: '127.0.0.1', port, path, agent: false, ...options }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) });
        });
      });
      asking.on('error', reject);
      asking.end();
    });
  }

  it('shows a page under a policy that allows nothing inline and nothing from elsewhere', async () => {
    const { status, headers } = await ask('/camping/campfire-rules?from=test');
    expect(status).toBe(200);
    const policy = headers['content-security-policy'];
    expect(policy).toContain("default-src 'self'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('hands out downloads whole and with their types', async () => {
    const pdf = await ask('/downloads/park-rules.pdf');
    expect(pdf.headers['content-type']).toBe('application/pdf');
    expect(pdf.body.equals(await readFile(join(folder, 'downloads/park-rules.pdf')))).toBe(true);
    const docx = await ask('/downloads/school-visits.docx', { method: 'HEAD' });
    expect(docx.headers['content-type']).toContain('wordprocessingml');
    expect(docx.body.byteLength).toBe(0);
    expect(Number(docx.headers['content-length'])).toBeGreaterThan(1_000);
  });

  it.each([
    ['/camping/', '/camping'],
    ['/camping/campfire-rules/', '/camping/campfire-rules'],
    ['/camping/campfire-rules.md', '/camping/campfire-rules'],
    ['/about/history.html', '/about/history'],
    ['/index.html', '/'],
  ])('leads from %s to %s', async (path, target) => {
    const { status, headers } = await ask(path);
    expect([status, headers.location]).toEqual([301, target]);
  });

  it.each([
    '/../package.json',
    '/..%2f..%2fpackage.json',
    '/camping/../../serve-demo.ts',
    '/%2e%2e/%2e%2e/package.json',
    '/camping/..%5c..%5cpackage.json',
    '/site/index.md',
    '/%00',
    '/%',
    '/%ff',
    '//example.org/',
    '/__proto__',
    '/constructor',
    '/<script>alert(1)</script>',
    '*',
  ])('has nothing at %s', async (path) => {
    const { status, headers, body } = await ask(path);
    expect(status).toBe(404);
    expect(headers['content-security-policy']).toBeDefined();
    expect(body.equals(rendered.notFound.body)).toBe(true);
  });

  it('has nothing at a very long address, and does not even read a longer one', async () => {
    expect((await ask(`/${'a/'.repeat(4_000)}`)).status).toBe(404);
    expect((await ask(`/${'a'.repeat(20_000)}`)).status).toBe(431);
  });

  it('takes no other methods', async () => {
    const { status, headers } = await ask('/', { method: 'POST' });
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('does not send again what the browser has', async () => {
    const first = await ask('/site.css');
    const again = await ask('/site.css', { headers: { 'If-None-Match': first.headers.etag! } });
    expect([again.status, again.body.byteLength]).toEqual([304, 0]);
  });
});

describe('the hold sound of the demo', () => {
  it('is the one that the element names, small, and the same each time', async () => {
    const address = pages.get('/')!.querySelector('realtime-assistant')!.getAttribute('hold-sound')!;
    const { type, body } = rendered.files.get(address)!;
    expect(type).toBe('audio/wav');
    expect(body.toString('latin1', 0, 4)).toBe('RIFF');
    expect(body.readUInt32LE(4)).toBe(body.length - 8);
    expect(body.length).toBeLessThan(60_000);
    expect((await renderSite(site)).files.get(address)!.body.equals(body)).toBe(true);
  });
});
