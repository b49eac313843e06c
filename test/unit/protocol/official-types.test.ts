import type { KnownClientEventType, KnownServerEventType } from '@azure/ai-voicelive';
import type { RealtimeClientEvent as BetaClient, RealtimeServerEvent as BetaServer } from 'openai/resources/beta/realtime/realtime';
import type { RealtimeClientEvent as GaClient, RealtimeServerEvent as GaServer } from 'openai/resources/realtime/realtime';
import { expect, it } from 'vitest';
import type { CLIENT_UNUSED } from '../../../src/protocol/known-unused.ts';
import { OPENAI_BETA_UNUSED, OPENAI_UNUSED } from '../../../src/protocol/known-unused.ts';
import { OPENAI_BETA_READERS } from '../../../src/protocol/openai-beta.ts';
import { OPENAI_READERS } from '../../../src/protocol/openai.ts';
import type { REALTIME_CLIENT_EVENTS } from '../../../src/protocol/realtime-encoder.ts';

/*
 * Held by `npm run typecheck`: an event that the vendors' packages know and that is neither read nor knowingly passed on does not
 * compile, and neither does one of ours that they do not know. `Nothing<…>` names the events that are at fault.
 */

type Nothing<Events extends never> = Events;
type Server<T extends { type: string }> = T['type'];
type VoiceLiveServer = `${KnownServerEventType}`;

type OpenaiKnown = keyof typeof OPENAI_READERS | keyof typeof OPENAI_UNUSED;
type BetaKnown = keyof typeof OPENAI_BETA_READERS | keyof typeof OPENAI_BETA_UNUSED;
/** Both dialects read the words that GA and beta have in common by the same readers. */
type BetaSpoken = Server<BetaServer> | VoiceLiveServer | SharedWithGa;
type SharedWithGa = 'conversation.item.added' | 'conversation.item.done' | 'input_audio_buffer.timeout_triggered';

export type Checks = [
  Nothing<Exclude<Server<GaServer>, OpenaiKnown>>,
  Nothing<Exclude<OpenaiKnown, Server<GaServer>>>,
  Nothing<Exclude<Server<BetaServer> | VoiceLiveServer, BetaKnown>>,
  Nothing<Exclude<BetaKnown, BetaSpoken>>,
  // Read and passed on at once: one of the two is a mistake.
  Nothing<keyof typeof OPENAI_READERS & keyof typeof OPENAI_UNUSED>,
  Nothing<keyof typeof OPENAI_BETA_READERS & keyof typeof OPENAI_BETA_UNUSED>,
];

type Sent = (typeof REALTIME_CLIENT_EVENTS)[keyof typeof REALTIME_CLIENT_EVENTS];
type Unsent = keyof typeof CLIENT_UNUSED;
type AllClient = GaClient['type'] | BetaClient['type'] | `${KnownClientEventType}`;

export type ClientChecks = [
  Nothing<Exclude<AllClient, Sent | Unsent>>,
  Nothing<Exclude<Sent | Unsent, AllClient>>,
  // GA's whole vocabulary can be said.
  Nothing<Exclude<GaClient['type'], Sent>>,
];

it('every server event of GA is read or knowingly passed on', () => {
  expect(Object.keys({ ...OPENAI_READERS, ...OPENAI_UNUSED })).toHaveLength(46);
});

it('nothing is both', () => {
  const both = (readers: object, unused: object): string[] => Object.keys(readers).filter((name) => name in unused);
  expect(both(OPENAI_READERS, OPENAI_UNUSED)).toEqual([]);
  expect(both(OPENAI_BETA_READERS, OPENAI_BETA_UNUSED)).toEqual([]);
});
