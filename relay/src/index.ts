export { createRelay } from './server/relay.js';
export type { AttachOptions, ListenOptions, Relay, RelayAddress } from './server/relay.js';
export type {
  AzureUpstream,
  LocalUpstream,
  OpenAIUpstream,
  RelayOptions,
  TurnDetection,
} from './config/relay-options.js';
export { createTicket, type Ticket, type TicketOptions } from './access/tickets.js';
export type { OpenIdProvider } from './access/openid.js';
export type { User } from './access/visitor.js';
export type { SessionReport } from './session/session-report.js';
export type { TranscriptEntry } from './session/transcript.js';
export { SetupError } from './config/setup-error.js';
export { defaultInstructions } from './config/instructions.js';
export { createSearchTool, type SearchToolOptions } from './tools/search.js';
export { ToolError } from './tools/tool-error.js';
export type { JsonSchema, Tool, ToolContext, ToolResult } from './tools/tool.js';
export type { KnowledgeStore, Passage, SearchHit, SearchOptions, StoredDocument } from './knowledge/store.js';
export { openStore } from './knowledge/open-store.js';
export { ingest } from './knowledge/ingest/ingest.js';
export { createEngine, type Engine, type EngineOptions } from './local/engine.js';
