/*
 * GA's words in beta's, by the table of renames in the protocol's guide (1.4). Not the product's own table: a mistake there must not
 * hide here.
 */

type Frame = Readonly<Record<string, unknown>>;

const NAMES: readonly (readonly [ga: string, beta: string])[] = [
  ['response.output_text.', 'response.text.'],
  ['response.output_audio.', 'response.audio.'],
  ['response.output_audio_transcript.', 'response.audio_transcript.'],
];
const PARTS: Readonly<Record<string, string>> = { output_text: 'text', output_audio: 'audio' };
/** What beta has no word for. */
const GA_ONLY = /^conversation\.item\.done$|timeout_triggered$|transcription\.segment$|mcp_|dtmf/;

function betaPart(part: Frame): Frame {
  const type = String(part['type']);
  return { ...part, type: PARTS[type] ?? type };
}

function betaItem(item: Frame): Frame {
  const content = item['content'] as readonly Frame[] | undefined;
  return { object: 'realtime.item', ...item, ...(content && { content: content.map((part) => betaPart(part)) }) };
}

function betaFrame(frame: Frame): Frame {
  const type = String(frame['type']);
  const rename = NAMES.find(([ga]) => type.startsWith(ga));
  const response = frame['response'] as Frame | undefined;
  return {
    ...frame,
    type:
      type === 'conversation.item.added'
        ? 'conversation.item.created'
        : rename === undefined
          ? type
          : rename[1] + type.slice(rename[0].length),
    ...('item' in frame && { item: betaItem(frame['item'] as Frame) }),
    ...(response && {
      response: { ...response, output: ((response['output'] as Frame[] | undefined) ?? []).map((item) => betaItem(item)) },
    }),
    ...(type === 'session.created' && {
      session: { id: 'sess_1', object: 'realtime.session', modalities: ['text', 'audio'], voice: 'alloy' },
    }),
  };
}

export function inBeta(frames: readonly object[]): object[] {
  return frames.filter((frame) => !GA_ONLY.test(String((frame as Frame)['type']))).map((frame) => betaFrame(frame as Frame));
}
