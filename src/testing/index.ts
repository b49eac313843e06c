export { ScriptedAnswer, type ScriptedSource } from './scripted-answer.ts';
export { ScriptedRelay, ScriptedConnection, type Frame } from './scripted-relay.ts';
export { silentAudio, type SilentAudio } from './silent-audio.ts';
