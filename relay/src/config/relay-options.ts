import type { OpenIdProvider } from '../access/openid.js';
import type { Measure, Scope } from '../limits/limits.js';
import type { Prices } from '../limits/usage.js';
import type { EngineOptions } from '../local/engine-options.js';
import type { KnowledgeStore } from '../knowledge/store.js';
import type { SessionReport } from '../session/session-report.js';
import type { Tool } from '../tools/tool.js';

/** OpenAI, or a service that speaks its GA protocol. */
export interface OpenAIUpstream {
  readonly kind: 'openai';
  /** Default: `OPENAI_API_KEY`. */
  readonly apiKey?: string | undefined;
  /** Default: `OPENAI_MODEL`, else `gpt-realtime`. */
  readonly model?: string | undefined;
  /** http(s) or ws(s), up to `/v1`. Default: `OPENAI_BASE_URL`, else `https://api.openai.com/v1`. */
  readonly baseUrl?: string | undefined;
}

/** Azure OpenAI. What is left out is taken from the environment, see docs/relay.md. */
export interface AzureUpstream {
  readonly kind: 'azure';
  /** `https://NAME.openai.azure.com` or `https://NAME.services.ai.azure.com`. */
  readonly endpoint?: string | undefined;
  /** Name of the deployment, not of the model. */
  readonly deployment?: string | undefined;
  /** Without one the default Azure credential is used: managed identity, environment, Azure CLI. */
  readonly apiKey?: string | undefined;
  /** Such as `2025-04-01-preview`: the preview endpoint and its beta protocol. Default: GA, which takes none. */
  readonly apiVersion?: string | undefined;
  /** Scope of the credential's token. Default `https://cognitiveservices.azure.com/.default`. */
  readonly scope?: string | undefined;
}

/** The keyless local engine. */
export interface LocalUpstream {
  readonly kind: 'local';
  /** An engine that runs elsewhere. Default: the relay starts one of its own. */
  readonly url?: string | undefined;
  /** Options of the engine that the relay starts. */
  readonly engine?: EngineOptions | undefined;
}

/** What `turnDetection` takes beside its short names: the wire's own object. */
export interface TurnDetection {
  readonly type: 'server_vad' | 'semantic_vad';
  /** 0 to 1; louder rooms want more. */
  readonly threshold?: number | undefined;
  readonly prefix_padding_ms?: number | undefined;
  readonly silence_duration_ms?: number | undefined;
  readonly idle_timeout_ms?: number | null | undefined;
  readonly eagerness?: 'low' | 'medium' | 'high' | 'auto' | undefined;
  readonly create_response?: boolean | undefined;
  readonly interrupt_response?: boolean | undefined;
}

/** What `createRelay` takes, all of it optional. Sizes are in bytes, durations in milliseconds. */
export interface RelayOptions {
  /** Which service answers. Default: chosen by the environment, see docs/relay.md. */
  readonly upstream?: OpenAIUpstream | AzureUpstream | LocalUpstream | undefined;
  /** Where `listen` listens. Default `127.0.0.1`, this machine only. */
  readonly host?: string | undefined;
  /** 0 picks a free one. Default 8787. */
  readonly port?: number | undefined;
  /**
   * The site's knowledge, which stays yours to close. Default: the relay opens that of `databaseUrl` or `dataDir`.
   * `null` means none.
   */
  readonly store?: KnowledgeStore | null | undefined;
  /** Knowledge in PostgreSQL: `postgres://…`. Goes before `dataDir`. */
  readonly databaseUrl?: string | undefined;
  /** Folder of the knowledge that is embedded in the relay. */
  readonly dataDir?: string | undefined;
  /** Whether signed-in visitors may keep notes, in the database of the knowledge. Default: no. */
  readonly notes?: boolean | undefined;
  /** What the model is told. Default: `defaultInstructions`, which say plainly when to search. */
  readonly instructions?: string | undefined;
  /** Such as `marin`. Default: the service's own. A page may ask for another. */
  readonly voice?: string | undefined;
  /** Language of the site and its visitors, such as `en` or `pt-BR`: for the recogniser and the search. */
  readonly language?: string | undefined;
  /** When a turn is over; `none` is push-to-talk. Default `server-vad`. */
  readonly turnDetection?: 'server-vad' | 'semantic-vad' | 'none' | TurnDetection | undefined;
  /** Model that writes down the visitor's speech; with Azure the name of a deployment of yours. */
  readonly transcriptionModel?: string | undefined;
  /** Longest list of topics for the recogniser, in characters; 0 sends none. Default 4,000. */
  readonly vocabularyLimit?: number | undefined;
  /** Further tools, beside `search`. */
  readonly tools?: readonly Tool[] | undefined;
  /** Tools that a page may declare and run itself: none, any, or those named. Default `none`. */
  readonly clientTools?: 'none' | 'any' | readonly string[] | undefined;
  /** How long the relay's answer waits for an output of the page, where a response called both. Default 20,000. */
  readonly clientToolTimeoutMs?: number | undefined;
  /**
   * Origins that may connect, such as `https://www.example.org`; `*` means all. Default: that of the relay's own host,
   * and loopback origins over loopback.
   */
  readonly allowedOrigins?: readonly string[] | undefined;
  /**
   * Whether visitors are let in who have not signed in. Default: pages of this machine over loopback, and only while there is no
   * `ticketSecret` and no `openid`; nobody else.
   */
  readonly anonymous?: boolean | undefined;
  /** Signs the tickets of `createTicket` and `POST /tickets`: 32 bytes at least, the same for all relays of a site. */
  readonly ticketSecret?: string | undefined;
  /** Providers whose ID tokens sign a visitor in, such as Google or Entra: their issuer, and the site's client id there. */
  readonly openid?: readonly OpenIdProvider[] | undefined;
  /**
   * What visitors may use, counted by address, user and page's origin: sessions, minutes, tokens of the service and what these
   * cost. `{ address: { sessions: '30/hour', minutes: '60/day' }, user: { spend: '2/day' } }`. Default: no limit.
   */
  readonly limits?: Readonly<Partial<Record<Scope, Readonly<Partial<Record<Measure, string>>>>>> | undefined;
  /** What a million tokens of each kind cost, in your currency: for limits of `spend`, and for the report of a session. */
  readonly prices?: Prices | undefined;
  /**
   * Where the report of each session goes when it is over: how it ended, usage and cost. Signed with `secret` as
   * standardwebhooks.com has it.
   */
  readonly webhook?: { readonly url: string; readonly secret?: string | undefined } | undefined;
  /** Whether reports hold what was said. Default: no. */
  readonly transcripts?: boolean | undefined;
  /** Keeps reports, with what was said, for so many days in the database of the knowledge. Default: none are kept. */
  readonly recordingDays?: number | undefined;
  /** The same report, in code. */
  readonly onSessionEnd?: ((report: SessionReport) => void) | undefined;
  /** Who shows it as bearer may read `GET /metrics`. Default: programs of this machine only. */
  readonly metricsToken?: string | undefined;
  /** Redis that the relays of a site share, for limits and used tickets. Default: each relay counts by itself. */
  readonly redisUrl?: string | undefined;
  /**
   * How many proxies of yours stand before the relay, each appending to `X-Forwarded-For`: limits then count by the address
   * that the outermost saw. Default 0.
   */
  readonly trustedProxies?: number | undefined;
  /**
   * Whether browsers may have their audio over WebRTC, straight between them and the service. Default: no.
   * Built after recordings of OpenAI and Azure OpenAI, and never tried against their own services.
   */
  readonly calls?: boolean | undefined;
  /** Visitors at once. Default 100. */
  readonly maxSessions?: number | undefined;
  /** Largest frame of a browser. Default 1 MiB. */
  readonly maxPayloadBytes?: number | undefined;
  /** For the credential and the handshake, or a whole call; then once more for the settings. Default 10,000. */
  readonly connectTimeoutMs?: number | undefined;
  /** How long nobody may speak, type or answer; an open microphone does not count. Default 10 minutes. */
  readonly idleTimeoutMs?: number | undefined;
  /** Longest session. OpenAI ends one after 60 minutes, Azure perhaps after 30. Default 55 minutes. */
  readonly maxSessionMs?: number | undefined;
  /** Longest time for an answer over HTTP, its tools included. Default 60,000. */
  readonly chatTimeoutMs?: number | undefined;
  /** A side that sends nothing, not even a pong, for so long is gone. Default 25,000. */
  readonly pingIntervalMs?: number | undefined;
  /** How long a side may take nothing of what waits for it. Default 30,000. */
  readonly stallTimeoutMs?: number | undefined;
  /** How long sessions may go on once the relay was told to stop. Default 10,000. */
  readonly drainMs?: number | undefined;
  /** Where log lines go, one a call. Default: standard error. */
  readonly log?: ((line: string) => void) | undefined;
}
