import { describe, expect, it } from 'vitest';
import { importsOf, read, sourceFiles, type Import } from './imports.ts';

/*
 * The rooms of the widget and what each may import, as drawn in the design: arrows point one way. A new folder has to
 * be declared here before anything can be put into it.
 */

interface Room {
  /** Rooms that it may use. Its own files are always allowed. */
  readonly uses: readonly string[];
  /** Rooms of which it may use types alone. */
  readonly types?: readonly string[];
  /** Packages that it may use. */
  readonly packages?: readonly string[];
}

const ROOMS: Readonly<Record<string, Room>> = {
  base: { uses: [] },
  protocol: { uses: ['base'] },
  conversation: { uses: ['protocol', 'base'] },
  assets: { uses: ['base'] },
  // Bundled into the beat's worker, which is loaded for a hold sound alone.
  audio: { uses: ['assets', 'base'], packages: ['web-audio-beat-detector-worker'] },
  transport: { uses: ['protocol', 'base'] },
  // Of audio the messages of the worklets' ports and pure files, of transport the contract: the loop is handed one.
  voice: { uses: ['protocol', 'base', 'audio'], types: ['transport'] },
  session: { uses: ['conversation', 'protocol', 'base'], types: ['voice', 'transport', 'audio'] },
  testing: { uses: ['base'], types: ['audio', 'transport'] },
  // The parser of Markdown is a chunk of its own, loaded with the first answer that has any.
  elements: { uses: ['session', 'conversation', 'assets', 'base'], packages: ['lit', '@lit/context', 'marked'] },
};

/** Files beside the rooms. */
const DOORS: Readonly<Record<string, Room>> = {
  'create-session.ts': { uses: ['session', 'start-voice-loop.ts', 'page-transports.ts', 'voice', 'transport', 'audio', 'base'] },
  'start-voice-loop.ts': { uses: ['voice-whole.worker.ts', 'voice.worker.js', 'dialects.worker.js', 'assets', 'voice', 'transport', 'protocol'] },
  'page-transports.ts': { uses: ['session', 'transport'] },
  'voice.worker.ts': { uses: ['voice', 'transport', 'protocol'] },
  'dialects.worker.ts': { uses: ['protocol'] },
  'voice-whole.worker.ts': { uses: ['voice.worker.ts', 'dialects.worker.ts'] },
  'on-demand.ts': { uses: ['elements', 'create-session.ts'] },
  'script.ts': { uses: ['define-shell.ts', 'create-session.ts', 'elements', 'base'] },
  'define-shell.ts': { uses: ['elements'] },
  'index.ts': { uses: Object.keys(ROOMS), packages: ['lit', '@lit/context'] },
  'define.ts': { uses: [...Object.keys(ROOMS), 'index.ts', 'define-shell.ts'], packages: ['lit', '@lit/context'] },
};

/** Elements that hold a session of their own are handed what makes it when it is first wanted; the others take theirs from context. */
const CREATES_SESSIONS = new Set(['src/index.ts', 'src/on-demand.ts', 'src/script.ts']);
const LOADS_ON_DEMAND = new Set(['src/elements/load-on-demand.ts']);

const roomOf = (path: string): string => path.split('/')[1]!;
const isPackage = (to: string): boolean => !to.startsWith('src/') && !to.startsWith('relay/') && !to.startsWith('..');
const packageName = (to: string): string =>
  to
    .split('/')
    .slice(0, to.startsWith('@') ? 2 : 1)
    .join('/');
const show = ({ from, to, typeOnly }: Import): string => `${from} → ${to}${typeOnly ? ' (types)' : ''}`;

const files = sourceFiles('src');
const imports = files.flatMap((file) => importsOf(file));

/** Files that run in an AudioWorkletGlobalScope, and all that they pull in. */
function reachable(starts: readonly string[], from: readonly Import[]): string[] {
  const seen = new Set<string>();
  const walk = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const one of from) if (one.from === file && !one.typeOnly && !isPackage(one.to)) walk(one.to);
  };
  starts.forEach(walk);
  return [...seen];
}

describe('the arrows of the widget', () => {
  it('are read from real files', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(100);
    expect(
      imports.find(({ from, to }) => from === 'src/session/session.ts' && to === 'src/voice/voice-messages.ts')
        ?.typeOnly,
    ).toBe(true);
    expect(
      imports.find(({ from, to }) => from === 'src/session/session.ts' && to === 'src/base/store.ts')?.typeOnly,
    ).toBe(false);
  });

  it('every folder is a declared room', () => {
    const rooms = [...new Set(files.filter((file) => file.split('/').length > 2).map((file) => roomOf(file)))];
    expect(rooms.filter((room) => !(room in ROOMS))).toEqual([]);
    const doors = files.filter((file) => file.split('/').length === 2).map((file) => roomOf(file));
    expect(doors.filter((door) => !(door in DOORS))).toEqual([]);
  });

  it('point where they may, and nowhere else', () => {
    const wrong = imports.filter(({ from, to, typeOnly }) => {
      const here = ROOMS[roomOf(from)] ?? DOORS[roomOf(from)];
      if (here === undefined) return true;
      if (isPackage(to)) return !(here.packages ?? []).includes(packageName(to));
      if (to === 'src/create-session.ts') return !CREATES_SESSIONS.has(from);
      if (to === 'src/on-demand.ts') return !LOADS_ON_DEMAND.has(from);
      const there = roomOf(to);
      if (there === roomOf(from) || here.uses.includes(there)) return false;
      return !(typeOnly && (here.types ?? []).includes(there));
    });
    expect(wrong.map(show)).toEqual([]);
  });

  it('never go round', () => {
    const cycles: string[] = [];
    const state = new Map<string, 'open' | 'done'>();
    const walk = (file: string, trail: readonly string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        cycles.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
        return;
      }
      state.set(file, 'open');
      for (const one of imports) if (one.from === file && !isPackage(one.to)) walk(one.to, [...trail, file]);
      state.set(file, 'done');
    };
    for (const file of files) walk(file, []);
    expect(cycles).toEqual([]);
  });

  it('lead from a worklet to pure files of audio only', () => {
    const worklets = files.filter((file) => file.endsWith('.worklet.ts'));
    expect(worklets).toHaveLength(2);
    const pure = JSON.parse(read('src/audio/tsconfig.json').replaceAll(/^\s*\/\/.*$/gm, '')) as { include: string[] };
    const allowed = new Set([...worklets, ...pure.include.map((file) => `src/audio/${file}`)]);
    expect(reachable(worklets, imports).filter((file) => !allowed.has(file))).toEqual([]);
  });
});

describe('the beat detector', () => {
  it('is in its worker and nowhere else', () => {
    const users = imports.filter(({ to }) => packageName(to).startsWith('web-audio-beat-detector')).map(({ from }) => from);
    expect(users).toEqual(['src/audio/beat.worker.ts']);
  });
});

describe('the parser of Markdown', () => {
  it('is in the chunk that is loaded with the first answer that needs it, and nowhere else', () => {
    const users = (wanted: string): string[] =>
      imports.filter(({ to, typeOnly }) => to === wanted && !typeOnly).map(({ from }) => from);
    expect(users('marked')).toEqual(['src/elements/markdown-model.ts']);
    expect(users('src/elements/markdown-model.ts')).toEqual(['src/elements/markdown.ts', 'src/elements/markdown.ts']);
    const loader = read('src/elements/realtime-transcript.ts');
    expect(users('src/elements/markdown.ts')).toEqual(['src/elements/realtime-transcript.ts']);
    expect(loader).toContain("await import('./markdown.ts')");
  });
});

describe('two buildings, one yard', () => {
  it('the widget never imports the relay, nor the relay the widget', () => {
    const all = [...imports, ...sourceFiles('relay/src').flatMap((file) => importsOf(file))];
    const crossing = all.filter(
      ({ from, to }) =>
        (from.startsWith('src/') && (to.startsWith('relay/') || to === 'realtime-assistant-relay')) ||
        (from.startsWith('relay/') && (to.startsWith('src/') || to === 'realtime-assistant')),
    );
    expect(crossing.map(show)).toEqual([]);
  });

  it('the widget needs nothing of Node', () => {
    expect(imports.filter(({ to }) => to.startsWith('node:')).map(show)).toEqual([]);
  });
});

describe('the files of the house', () => {
  const folders = ['src', 'relay/src', 'relay/bin', 'relay/test', 'demo', 'scripts', 'build', 'bench', 'test', 'examples', 'integrations'];
  const all = folders.flatMap((folder) => sourceFiles(folder));

  it('have at most 400 lines', () => {
    const long = all.filter((file) => read(file).trimEnd().split('\n').length > 400);
    expect(long).toEqual([]);
  });

  it('are named after what they hold', () => {
    expect(all.filter((file) => /(^|\/)(utils?|helpers?|types|common|misc)(\.|\/)/.test(file))).toEqual([]);
    expect(
      all.filter(
        (file) => !/^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*(\.[a-z-]+)*\.(ts|mts|js|mjs)$/.test(file),
      ),
    ).toEqual([]);
  });
});
