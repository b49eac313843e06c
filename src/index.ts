/*
 * The public API. Importing it registers nothing and touches no DOM, so it is safe on a server; `realtime-assistant/define`
 * registers the elements.
 */
export type { AudioDevice } from './audio/audio-system.ts';
export { AssistantError, type AssistantErrorCode } from './base/assistant-error.ts';
export type { Approval, Message, MessageStatus, Source, ToolActivity, ToolStep } from './conversation/conversation.ts';
export { createSession, type CustomParts } from './create-session.ts';
export * from './elements/index.ts';
export type { AssistantSession } from './session/assistant-session.ts';
export type { ClientTool } from './session/client-tool.ts';
export {
  RealtimeErrorEvent,
  RealtimeInterruptedEvent,
  RealtimeMessageEvent,
  RealtimeNoteEvent,
  RealtimeSourcesEvent,
  RealtimeStatusEvent,
  RealtimeToolCallEvent,
  RealtimeTranscriptEvent,
  type KeptNote,
  type SessionEventMap,
} from './session/session-events.ts';
export type { Dialect, DialectConnection, Frame } from './protocol/dialect.ts';
export type { DialectName } from './protocol/dialect-name.ts';
export type {
  AudioFormat,
  ClientCommand,
  McpServer,
  SessionSettings,
  SessionTask,
  ToolChoice,
  TurnDetection,
  TurnDetectionType,
} from './protocol/client-command.ts';
export type { ServerEvent } from './protocol/server-event.ts';
export type { OptionChanges, SessionOptions, Switch } from './session/session-options.ts';
export type { TransportName, Way } from './session/transport-choice.ts';
export type { AssistantMode, AssistantStatus, DeviceChoices, MicrophoneState, SessionSnapshot } from './session/snapshot.ts';
