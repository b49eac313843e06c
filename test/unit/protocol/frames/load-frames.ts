import { readFileSync } from 'node:fs';

export type Frame = Readonly<Record<string, unknown>> & { readonly type: string };

export interface RecordedFrame {
  readonly from: 'server' | 'client';
  readonly cassette: string;
  readonly frame: Frame;
}

export interface OfficialExample {
  readonly schema: string;
  readonly frame: Frame;
}

export type Recording = 'openai-ga' | 'openai-sideband' | 'azure-ga' | 'azure-voice-live';

function lines<T>(file: string): T[] {
  const text = readFileSync(new URL(`./${file}.jsonl`, import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

export function recordedFrames(recording: Recording): RecordedFrame[] {
  return lines(recording);
}

export function officialExamples(): OfficialExample[] {
  return lines('official-examples');
}
