import type { AssistantSession } from '../session/assistant-session.ts';
import type { AssistantMode } from '../session/snapshot.ts';
import { gateOf } from './consent-gate.ts';
import { isHandsFree, isLive } from './voice-state.ts';

/**
 * What buttons do. The session reports every failure itself, in its snapshot and as `realtime-error`, so a rejection
 * has been heard of already and is dropped here.
 */
function start(work: Promise<void>): void {
  work.catch(() => {});
}

/** What needs the microphone, once the visitor has agreed to it where the author asks for that. */
function withMicrophone(session: AssistantSession, work: () => void): void {
  const gate = gateOf(session);
  if (gate) gate.run(work);
  else work();
}

/** Hands-free from here on. Call it in the click: browsers open sound and microphone only in a gesture. */
export function talk(session: AssistantSession): void {
  withMicrophone(session, () => {
    if (session.snapshot.mode !== 'hands-free') session.setMode('hands-free');
    start(isLive(session.snapshot.status) ? session.startListening() : session.connect());
  });
}

/** Another mode, in the same conversation; nothing begins that has not begun. */
export function choose(session: AssistantSession, mode: AssistantMode): void {
  if (mode === session.snapshot.mode) return;
  if (mode === 'text') type(session);
  else if (mode === 'hands-free' && isLive(session.snapshot.status)) talk(session);
  else session.setMode(mode);
}

/** The same for a press that only opens the panel: where the author wants it, and nothing goes on yet. */
export function beginTalk(session: AssistantSession): void {
  if (session.snapshot.mode === 'hands-free' && !isLive(session.snapshot.status)) talk(session);
}

/** Back to the keyboard, in the same conversation. */
export function type(session: AssistantSession): void {
  start(session.stopListening());
  session.setMode('text');
}

/** Push-to-talk: begins a turn. */
export function press(session: AssistantSession): void {
  start(session.startListening());
}

/** Whether a turn may begin at once. Where the visitor has to be asked first, that is done: nobody can agree and hold. */
export function mayPress(session: AssistantSession): boolean {
  const gate = gateOf(session);
  if (!gate || gate.isOpen) return true;
  void gate.ask();
  return false;
}

/** Push-to-talk: ends the turn and asks for the answer. */
export function letGo(session: AssistantSession): void {
  start(session.stopListening());
}

export function connect(session: AssistantSession): void {
  if (session.snapshot.mode === 'hands-free') withMicrophone(session, () => start(session.connect()));
  else start(session.connect());
}

export function end(session: AssistantSession): void {
  start(session.disconnect());
}

/** Another try after the microphone failed, in the mode that the visitor is in. */
export function openMicrophone(session: AssistantSession): void {
  withMicrophone(session, () =>
    start(isLive(session.snapshot.status) ? session.startListening() : session.connect()),
  );
}

/** Sends a message. Who types before a voice conversation has begun wants text, and no question about a microphone. */
export async function send(session: AssistantSession, text: string): Promise<void> {
  const { snapshot } = session;
  if (snapshot.mode === 'hands-free' && snapshot.microphone !== 'failed' && !isHandsFree(snapshot)) {
    session.setMode('text');
  }
  await session.sendText(text);
}
