import { DESCRIBED, type Described } from './described.ts';
import { COMMANDS, EVENT_WORDS } from './words.ts';

/** What `docs/dialects.md` says, made of the dialects themselves: every event is decoded, every command encoded. */
export function dialectPage(): string {
  return [
    '# The dialects',
    '',
    '<!-- Made by `npm run dialects` of the dialects themselves; a test holds both together. -->',
    '',
    'What the widget does with every event of every wire that it speaks. `dialect` chooses one; `auto` learns it from the first events.',
    'What passes reaches nobody in the widget: no table of a vendor is complete for long, and an unknown word ends no conversation.',
    'The tables of `middle-tier` and `live` are in [other dialects](other-dialects.md), that of `simple` in [its protocol](simple-protocol.md).',
    ...DESCRIBED.flatMap((described) => section(described)),
    '',
  ].join('\n');
}

function section(described: Described): string[] {
  const { dialect, intro, events } = described;
  return [
    '',
    `## \`${dialect.name}\``,
    '',
    intro,
    '',
    '| event | becomes | what the widget does |',
    '|---|---|---|',
    ...events.map((event) => eventRow(described, event)),
    '',
    '| command | frame | what for |',
    '|---|---|---|',
    ...commandRows(described),
  ];
}

function eventRow({ dialect, frames, unused }: Described, event: string): string {
  const connection = dialect.open({});
  const decoded = frames(event).map((frame) => connection.decode(frame));
  const types = [...new Set((decoded.at(-1) ?? []).map(({ type }) => type))];
  const reason = unused[event];
  if (types.length === 0 || types.includes('malformed')) throw new Error(`${dialect.name}: the frame of ${event} is none.`);
  if (types.includes('unknown') !== (reason !== undefined)) {
    throw new Error(`${dialect.name}: ${event} becomes ${types.join()}, and is ${reason === undefined ? 'not ' : ''}listed as unused.`);
  }
  if (reason !== undefined) return `| \`${event}\` | passes | ${reason} |`;
  return `| \`${event}\` | ${types.map((type) => `\`${type}\``).join(' ')} | ${types.map((type) => EVENT_WORDS[type]).join(' ')} |`;
}

function commandRows({ dialect }: Described): string[] {
  const connection = dialect.open({});
  return COMMANDS.map(([command, use]) => {
    const frames = connection.encode(command).map((frame) => frameName(frame));
    return `| \`${command.type}\` | ${frames.length === 0 ? 'none' : frames.join(', ')} | ${use} |`;
  });
}

/** A frame's type, with that of the item in it. */
function frameName(frame: string | Uint8Array): string {
  if (typeof frame !== 'string') return 'bytes';
  const { type, item } = JSON.parse(frame) as { readonly type?: string; readonly item?: { readonly type?: string } };
  return `\`${type ?? 'text'}\`${item?.type === undefined ? '' : ` (${item.type})`}`;
}
