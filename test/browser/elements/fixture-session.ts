import type { Message, Source } from '../../../src/conversation/conversation.ts';
import type { AssistantSession } from '../../../src/session/assistant-session.ts';
import type { ClientTool } from '../../../src/session/client-tool.ts';
import { checkOptions } from '../../../src/session/session-options.ts';
import type { SessionOptions } from '../../../src/session/session-options.ts';
import type { AssistantMode, SessionSnapshot } from '../../../src/session/snapshot.ts';

const quiet: SessionSnapshot = Object.freeze({
  status: 'idle',
  mode: 'hands-free',
  microphone: 'off',
  muted: false,
  volume: 1,
  devices: { microphones: [], speakers: [], microphoneId: null, speakerId: null },
  error: null,
  messages: [],
  heard: {},
  steps: [],
  tools: [],
  approvals: [],
  holding: false,
  transport: null,
  recovery: null,
  retryAt: null,
});

/** A session without a relay: it shows the snapshot that a test sets, and writes down what was asked of it. */
export class FixtureSession extends EventTarget implements AssistantSession {
  snapshot: SessionSnapshot;
  readonly statistics = { underruns: 0, lostSpeechBytes: 0 };
  readonly #levels = { input: 0, output: 0 };
  readonly #levelListeners = new Set<() => void>();
  holdPhase: number | null = null;
  disposed = false;
  /** What `sendText` and `connect` do next; a rejection here is what the relay's refusal is there. */
  outcome: Promise<void> = Promise.resolve();
  readonly asked: string[] = [];
  readonly #listeners = new Set<(snapshot: SessionSnapshot) => void>();

  constructor(options: Partial<SessionOptions> = {}) {
    super();
    checkOptions(options);
    this.snapshot = { ...quiet, mode: options.mode ?? 'hands-free', muted: options.muted ?? false };
  }

  set(change: Partial<SessionSnapshot>): void {
    this.snapshot = Object.freeze({ ...this.snapshot, ...change });
    for (const listener of this.#listeners) listener(this.snapshot);
  }

  get inputLevel(): number {
    return this.#levels.input;
  }

  set inputLevel(level: number) {
    this.#levels.input = level;
    for (const listener of this.#levelListeners) listener();
  }

  get outputLevel(): number {
    return this.#levels.output;
  }

  set outputLevel(level: number) {
    this.#levels.output = level;
    for (const listener of this.#levelListeners) listener();
  }

  /** How many follow the levels. */
  get levelListeners(): number {
    return this.#levelListeners.size;
  }

  watchLevels(listener: () => void): () => void {
    this.#levelListeners.add(listener);
    return () => this.#levelListeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  subscribe(listener: (snapshot: SessionSnapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  configure(options: Partial<SessionOptions>): void {
    this.asked.push(`configure ${JSON.stringify(options, (_name, value: unknown) => (value === undefined ? null : value))}`);
  }

  async connect(): Promise<void> {
    this.asked.push('connect');
    await this.outcome;
  }

  async disconnect(): Promise<void> {
    this.asked.push('disconnect');
  }

  async startListening(): Promise<void> {
    this.asked.push('startListening');
    await this.outcome;
  }

  async stopListening(): Promise<void> {
    this.asked.push('stopListening');
  }

  interrupt(): void {
    this.asked.push('interrupt');
  }

  async sendText(text: string): Promise<void> {
    this.asked.push(`sendText ${text}`);
    await this.outcome;
  }

  async retry(messageId: string): Promise<void> {
    this.asked.push(`retry ${messageId}`);
    await this.outcome;
  }

  async sendContext(text: string): Promise<void> {
    this.asked.push(`sendContext ${text}`);
  }

  answerApproval(approvalId: string, approve: boolean): void {
    this.asked.push(`answerApproval ${approvalId} ${approve}`);
  }

  registerTool(tool: ClientTool): () => void {
    this.asked.push(`registerTool ${tool.name}`);
    return () => this.asked.push(`unregisterTool ${tool.name}`);
  }

  setMode(mode: AssistantMode): void {
    this.asked.push(`setMode ${mode}`);
    this.set({ mode });
  }

  setMuted(muted: boolean): void {
    this.asked.push(`setMuted ${muted}`);
    this.set({ muted });
  }

  setVolume(volume: number): void {
    this.asked.push(`setVolume ${volume}`);
    this.set({ volume });
  }

  setMicrophone(id: string | null): void {
    this.asked.push(`setMicrophone ${id}`);
    this.set({ devices: { ...this.snapshot.devices, microphoneId: id } });
  }

  setSpeaker(id: string | null): void {
    this.asked.push(`setSpeaker ${id}`);
    this.set({ devices: { ...this.snapshot.devices, speakerId: id } });
  }

  watchDevices(): void {
    this.asked.push('watchDevices');
  }

  clear(): void {
    this.asked.push('clear');
    this.set({ messages: [] });
  }

  async dispose(): Promise<void> {
    this.disposed = true;
  }
}

let count = 0;

export function message(change: Partial<Message>): Message {
  count += 1;
  return {
    id: `item-${count}`,
    role: 'assistant',
    modality: 'text',
    status: 'complete',
    text: '',
    sources: [],
    images: [],
    at: 1_700_000_000_000 + count * 1000,
    ...change,
  };
}

export const openingHours: Source = {
  id: 'visit-3',
  title: 'Plan your visit',
  heading: 'Opening hours › Weekends',
  url: '/visit#weekends',
  text: `The garden is open all year. On Saturdays and Sundays the gates open at nine and
close at sunset. Dogs on a lead are welcome.`,
  quote: 'On Saturdays and Sundays the gates open at nine and close at sunset.',
};

export const tickets: Source = {
  id: 'tickets-1',
  title: 'Tickets and prices',
  heading: 'Families',
  url: 'https://garden.example/tickets',
  text: 'A family ticket admits two adults and up to four children.',
  quote: '',
};
