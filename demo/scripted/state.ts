import type { Stage } from './stage.ts';

/** What the gallery shows: how the element is written, and what happens to it. */
export interface State {
  /** Name in the address: `?state=hearing`. */
  readonly name: string;
  readonly title: string;
  readonly group: 'Panel' | 'Talking' | 'Conversation' | 'Trouble';
  /** Attributes beside those that every state has; null takes one of them away. */
  readonly attributes?: Readonly<Record<string, string | null>>;
  /** Brings the state about, and resolves when it is there. */
  play(stage: Stage): Promise<void>;
}
