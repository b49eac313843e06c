import { ClientMistake, invalid } from '../fields.js';

/** What a peer offers, as far as the engine takes it. */
export interface Offer {
  /** Without the peer's addresses. */
  readonly sdp: string;
  readonly codec: 'audio/pcmu' | 'audio/pcma';
  readonly hasChannel: boolean;
  /** Largest message that the peer takes over a data channel, in bytes. */
  readonly maxMessageBytes: number;
  readonly fingerprint: string;
  readonly iceUser: string;
}

/** A browser's offer has 2 to 8 KB. */
export const MAX_OFFER_BYTES = 64 * 1024;
/** RFC 8841: what holds without `a=max-message-size`. */
const DEFAULT_MESSAGE_BYTES = 65_536;

/**
 * Checks an SDP offer: one audio section with G.711, at most one data channel section, both in one bundle. Throws a
 * `ClientMistake` that names what is missing.
 */
export function checkedOffer(text: string): Offer {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line !== '');
  if (lines[0] !== 'v=0' || lines.some((line) => !/^[a-z]=/.test(line))) throw bad('It must begin with v=0 and have lines of SDP only.');
  const sections = sectionsOf(lines);
  const [session, ...media] = sections;
  const audio = media.filter((section) => section[0]!.startsWith('m=audio '));
  const channels = media.filter((section) => section[0]!.startsWith('m=application '));
  if (audio.length !== 1) throw bad('It must have one m=audio section.');
  if (channels.length > 1 || media.length > audio.length + channels.length)
    throw bad('Beside m=audio there may be one m=application section (a data channel), and no other.');
  if (channels.length === 1 && !channels[0]![0]!.includes('webrtc-datachannel'))
    throw bad('The m=application section must be a webrtc-datachannel.');
  const all = (name: string): string[] => valuesOf([...session!, ...media.flat()], name);
  const inBundle = new Set(valuesOf(session!, 'group').flatMap((value) => value.split(' ').slice(1)));
  const mids = media.map((section) => valuesOf(section, 'mid')[0]);
  if (mids.some((mid) => mid === undefined || !inBundle.has(mid)))
    throw bad('All of its sections must be in one a=group:BUNDLE.');
  const [iceUser] = all('ice-ufrag');
  const [fingerprint] = all('fingerprint');
  if (iceUser === undefined || all('ice-pwd').length === 0) throw bad('It lacks a=ice-ufrag or a=ice-pwd.');
  if (fingerprint === undefined) throw bad('It lacks a=fingerprint.');
  const maxMessage = Number(valuesOf(channels[0] ?? [], 'max-message-size')[0] ?? DEFAULT_MESSAGE_BYTES);
  return {
    sdp: `${lines.filter((line) => !isAddress(line)).join('\r\n')}\r\n`,
    codec: codecOf(audio[0]![0]!),
    hasChannel: channels.length === 1,
    // 0 is "any size".
    maxMessageBytes: maxMessage > 0 ? maxMessage : Number.MAX_SAFE_INTEGER,
    fingerprint: fingerprint.toLowerCase(),
    iceUser,
  };
}

/**
 * The peer's addresses are left out: it finds us, since our address is in the answer, and is answered where it comes from.
 * So names behind which browsers hide addresses need not be resolved, and nobody makes the engine send anywhere.
 */
function isAddress(line: string): boolean {
  return line.startsWith('a=candidate:') || line === 'a=end-of-candidates' || line.startsWith('a=remote-candidates:');
}

/** The session's lines first, then each media section's. */
function sectionsOf(lines: readonly string[]): string[][] {
  const sections: string[][] = [[]];
  for (const line of lines) {
    if (line.startsWith('m=')) sections.push([]);
    sections.at(-1)!.push(line);
  }
  return sections;
}

function valuesOf(lines: readonly string[], name: string): string[] {
  const start = `a=${name}:`;
  return lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length).trim());
}

/** The law that the peer likes better; 0 and 8 are their fixed payload types (RFC 3551). */
function codecOf(line: string): Offer['codec'] {
  const type = line.split(' ').find((payloadType, index) => index > 2 && (payloadType === '0' || payloadType === '8'));
  if (type === undefined) {
    throw invalid(
      'The offer has no codec that the local engine speaks. It speaks G.711 only: PCMU (0) or PCMA (8), which every browser offers.',
      'sdp',
    );
  }
  return type === '0' ? 'audio/pcmu' : 'audio/pcma';
}

function bad(reason: string): ClientMistake {
  return new ClientMistake('invalid_offer', `The SDP offer is invalid. ${reason}`, 'sdp');
}
