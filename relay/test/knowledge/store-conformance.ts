import { afterEach, beforeEach, expect, it } from 'vitest';
import { KnowledgeError } from '../../src/knowledge/knowledge-error.js';
import type { KnowledgeStore, Passage, StoredDocument } from '../../src/knowledge/store.js';

export function documentOf(id: string, title = id): StoredDocument {
  return { id, title, url: `/${id}`, hash: `hash-of-${id}` };
}

export function passageOf(document: StoredDocument, n: number, text: string, heading = ''): Passage {
  const id = `${document.id.replace(/[^A-Za-z0-9]/g, '_')}-${n}`;
  return { id, documentId: document.id, title: document.title, heading, url: `${document.url}#${n}`, text };
}

async function put(store: KnowledgeStore, document: StoredDocument, ...texts: string[]): Promise<void> {
  await store.put(
    document,
    texts.map((text, n) => passageOf(document, n, text)),
  );
}

/** What every store does, whatever database it lies in. `open` gives an empty one; the suite closes it. */
export function conforms(open: () => Promise<KnowledgeStore>): void {
  let store: KnowledgeStore;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(async () => {
    await store.close();
  });

  it('finds a passage by what is in it, in another form of the word, with all that a link needs', async () => {
    const parking = documentOf('town/parking.md', 'Parking in the centre');
    const passage = passageOf(parking, 0, 'Residents park their cars free of charge on Sundays.', 'Fees › Weekends');
    await store.put(parking, [passage]);
    const [hit] = await store.search('Where can a resident PARK on a sunday?');
    expect(hit).toEqual({ ...passage, score: expect.any(Number) });
    expect(hit?.score).toBeGreaterThan(0);
  });

  it('prefers the passage with the rare word to those with the common ones', async () => {
    const filler = 'The library lends books, films and games to members of the library.';
    await put(store, documentOf('a'), ...Array.from({ length: 20 }, () => filler));
    await put(store, documentOf('b'), `A telescope can be taken home for a week.`);
    const hits = await store.search('can members of the library take a telescope with their books');
    expect(hits[0]?.documentId).toBe('b');
    expect(hits).toHaveLength(5);
  });

  it('prefers more of the word, and a short passage to a long one', async () => {
    await put(
      store,
      documentOf('once'),
      'A kayak is for hire at the lake, as are boats, skis, sledges, skates and tents in season.',
    );
    await put(
      store,
      documentOf('twice'),
      'A kayak is for hire at the lake, and the kayak school teaches beginners all through the year.',
    );
    await put(store, documentOf('short'), 'Kayak hire, kayak lessons.');
    expect((await store.search('kayak')).map((hit) => hit.documentId)).toEqual(['short', 'twice', 'once']);
  });

  it('counts the words of title and heading', async () => {
    const doc = documentOf('w', 'Waste and recycling');
    await store.put(doc, [
      passageOf(doc, 0, 'Put it out before seven.', 'Glass'),
      passageOf(doc, 1, 'Put it out on the day before.', 'Paper'),
    ]);
    expect((await store.search('paper recycling'))[0]?.heading).toBe('Paper');
  });

  it('keeps its counts right when documents are replaced and removed', async () => {
    await put(
      store,
      documentOf('keep'),
      'Comets are seen from the observatory.',
      'Planets are seen from the observatory.',
    );
    const before = await store.search('observatory comets');
    await put(store, documentOf('change'), ...Array.from({ length: 12 }, (_, n) => `Comets everywhere, number ${n}.`));
    expect(await store.search('observatory comets')).not.toEqual(before);
    await put(store, documentOf('change'), 'Comets in one place only.', 'Something else.');
    await put(store, documentOf('change'), 'Nothing of the sort at all.');
    await store.remove('change');
    await store.remove('never was there');
    expect(await store.search('observatory comets')).toEqual(before);
    expect(await store.search('everywhere sort place')).toEqual([]);
    await store.remove('keep');
    expect(await store.search('observatory')).toEqual([]);
    expect(await store.documents()).toEqual([]);
  });

  it('replaces a document whole, or not at all', async () => {
    const doc = documentOf('doc');
    await put(store, doc, 'The first edition speaks of lighthouses.');
    const twin = passageOf(doc, 7, 'The second edition speaks of harbours.');
    await expect(store.put({ ...doc, hash: 'second' }, [twin, twin])).rejects.toThrow(KnowledgeError);
    expect(await store.search('lighthouses')).toHaveLength(1);
    expect(await store.search('harbours')).toEqual([]);
    expect(await store.documents()).toEqual([doc]);
  });

  it('gives passages by id in the order asked for, and leaves unknown and impossible ids out', async () => {
    await put(store, documentOf('x'), 'one', 'two', 'three');
    const found = await store.get(['x-2', "'; DROP TABLE knowledge_passage; --", 'nope', 'x-0', '\0', '']);
    expect(found.map((passage) => passage.text)).toEqual(['three', 'one']);
    expect(await store.get([])).toEqual([]);
    await expect(store.get(Array.from({ length: 2_000 }, () => 'x-0'))).rejects.toThrow(/at most 1000/);
  });

  it('finds nothing, and does not throw, for what no passage answers', async () => {
    await put(store, documentOf('fox'), 'The quick brown fox jumps over the lazy dog.');
    const queries = [
      ['nothing', ''],
      ['spaces and signs', '  ?!… \t\n --- '],
      ['stop words', 'what is it and how do you do that'],
      ['unknown words', 'xylophonic zygomorph'],
      ['a zero byte', '\0'],
      ['halves of surrogate pairs', '\udc00 \ud800 \udc00'],
      ['an injection', "'; DROP TABLE knowledge_passage; --"],
      ['an injection in the parser’s terms', '\') | !!!(:* <-> \\\' & $1 $2 %s {} "x"'],
      ['100 kB without a space', 'x'.repeat(100_000)],
      ['emoji', '🦊🦊🦊'],
    ];
    for (const [name, query] of queries) {
      expect(await store.search(query ?? ''), name).toEqual([]);
      expect(await store.search('lazy'), `after ${name}`).toHaveLength(1);
    }
  });

  it('answers 100 kB of speech soon, by what comes first', async () => {
    await put(store, documentOf('fox'), 'The quick brown fox jumps over the lazy dog.');
    const words = Array.from({ length: 15_000 }, (_, n) => `word${n}`).join(' ');
    const start = performance.now();
    expect(await store.search(`lazy dogs ${words}`)).toHaveLength(1);
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it('finds words of any script, with accents or without', async () => {
    await put(
      store,
      documentOf('cafe'),
      'The CAFÉ Zürich opens at nine.',
      'Кафе открывается в девять.',
      'ロボット 博物館 は 九時に 開きます',
    );
    expect((await store.search('cafe zurich'))[0]?.id).toBe('cafe-0');
    expect((await store.search('кафе'))[0]?.id).toBe('cafe-1');
    expect((await store.search('博物館'))[0]?.id).toBe('cafe-2');
  });

  it('takes addresses and paths apart', async () => {
    await put(
      store,
      documentOf('deploy'),
      'Open https://status.example.org/incidents/2024 or edit /etc/relay.conf by hand.',
    );
    expect(await store.search('incidents')).toHaveLength(1);
    expect(await store.search('relay conf')).toHaveLength(1);
  });

  it('keeps hostile names and texts as they are', async () => {
    const doc = documentOf(`it's "a" \\ {1,2} \${x} %00 '); DROP TABLE knowledge_document; --.md`, `O'Neil, {"a":1}`);
    const passage = passageOf(
      doc,
      0,
      `Quotes ' " \\ \\' and braces {NULL,"x"} stay. <script>alert(1)</script>`,
      `a"b\\c,d`,
    );
    await store.put(doc, [passage]);
    expect(await store.documents()).toEqual([doc]);
    expect(await store.get([passage.id])).toEqual([passage]);
    await store.remove(doc.id);
    expect(await store.documents()).toEqual([]);
  });

  it('stores what PostgreSQL has no text for as spaces', async () => {
    await put(store, documentOf('odd'), 'zero\0byte and half \udc00 a pair \ud83d');
    expect((await store.search('byte'))[0]?.text).toBe('zero byte and half   a pair  ');
  });

  it('refuses a limit that is none, by its name', async () => {
    for (const limit of [0, -1, 51, 1.5, Number.NaN]) {
      await expect(store.search('x', { limit })).rejects.toThrow(/^limit: .* must be a whole number from 1 to 50/);
    }
  });

  it('refuses passages that it could not give back', async () => {
    const doc = documentOf('d');
    const good = passageOf(doc, 0, 'text');
    await expect(store.put(doc, [{ ...good, id: 'with space' }])).rejects.toThrow(/passage\.id/);
    await expect(store.put(doc, [{ ...good, documentId: 'other' }])).rejects.toThrow(/passage\.documentId/);
    await expect(store.put(doc, [{ ...good, text: 'x'.repeat(20_001) }])).rejects.toThrow(/passage\.text has 20001/);
    await expect(store.put(documentOf(''), [])).rejects.toThrow(/document\.id is empty/);
  });

  it('does not begin, and does not wait, when the caller has given up', async () => {
    await put(store, documentOf('fox'), 'The quick brown fox.');
    await expect(store.search('fox', { signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow('gone');
    const controller = new AbortController();
    const search = store.search('fox', { signal: controller.signal });
    controller.abort(new Error('gone too'));
    await expect(search).rejects.toThrow('gone too');
  });

  it('serves searches while documents are written', async () => {
    await put(store, documentOf('fox'), 'The quick brown fox.');
    const writes = Array.from({ length: 8 }, (_, n) =>
      put(store, documentOf(`d${n}`), `Text of ${n}.`, 'A quick brown hare.'),
    );
    const found = await Promise.all(Array.from({ length: 8 }, async () => store.search('fox')));
    await Promise.all(writes);
    expect(found.every((hits) => hits.length === 1)).toBe(true);
    expect(await store.search('hare', { limit: 50 })).toHaveLength(8);
  });

  it('takes a document of many passages', async () => {
    const long = documentOf('long');
    await put(store, long, ...Array.from({ length: 1_203 }, (_, n) => `Passage number${n} of the long document.`));
    expect((await store.search('number1202'))[0]?.id).toBe('long-1202');
    await store.remove('long');
    expect(await store.search('passage')).toEqual([]);
  });

  it('names the topics: titles first, then telling headings, as a visitor would say them', async () => {
    const library = documentOf('library', 'Library card');
    const pool = documentOf('pool', 'Swimming pool | Town of Oak');
    const bus = documentOf('bus', '3. Buses, trams (and trains)');
    const headings = [
      'Overview',
      'Renew › Online',
      'library CARD',
      'And the',
      'Renew a lost card, abroad',
      'How to get everything done at the same time today',
    ];
    await store.put(
      library,
      headings.map((heading, n) => passageOf(library, n, 'Text.', heading)),
    );
    await store.put(pool, [
      passageOf(pool, 0, 'Text.', 'Overview'),
      passageOf(pool, 1, 'Text.', 'Sauna'),
      passageOf(pool, 2, 'Text.', 'Sauna'),
    ]);
    await store.put(bus, [passageOf(bus, 0, 'Text.', 'Overview')]);
    expect(await store.topics()).toEqual([
      'Buses trams',
      'Swimming pool',
      'Library card',
      'Renew',
      'Sauna',
      'Renew a lost card abroad',
    ]);
    expect(await store.topics(2)).toEqual(['Buses trams', 'Swimming pool']);
  });

  it('has no topics when it is empty', async () => {
    expect(await store.topics()).toEqual([]);
    expect(await store.search('anything')).toEqual([]);
    expect(await store.documents()).toEqual([]);
  });

  it('says that it was closed, and closes twice', async () => {
    await store.close();
    await store.close();
    await expect(store.search('x')).rejects.toMatchObject({ name: 'KnowledgeError', code: 'closed' });
  });
}
