import type { AssistantErrorCode } from 'realtime-assistant';
import { said } from './scenes.ts';
import type { State } from './state.ts';

/** A turn behind it, and then the microphone fails. */
function microphone(name: string, code: AssistantErrorCode, title: string): State {
  return {
    name,
    title,
    group: 'Trouble',
    play: async (stage) => {
      stage.assistant.sound.microphone = code;
      stage.dials();
      await stage.dialled();
      stage.line.accept();
      await stage.until('the notice', () => stage.part('notice') !== undefined);
    },
  };
}

/** The relay ends the connection and says why. */
function refusal(name: string, title: string, code: string, closeCode: number, begun = false): State {
  return {
    name,
    title,
    group: 'Trouble',
    play: async (stage) => {
      if (begun) {
        await stage.connected();
        await said(stage);
      } else {
        stage.dials();
        await stage.dialled();
      }
      stage.relay.refuses(code, 'As the script wants it.', closeCode);
      await stage.status('error');
    },
  };
}

export const troubleStates: readonly State[] = [
  microphone('microphone-denied', 'microphone-denied', 'Microphone refused'),
  microphone('microphone-missing', 'microphone-missing', 'No microphone'),
  microphone('microphone-in-use', 'microphone-in-use', 'Microphone in use'),
  microphone('insecure', 'insecure-page', 'Insecure page'),
  microphone('no-audio', 'audio-unsupported', 'No sound in this browser'),
  {
    name: 'busy-waiting',
    title: 'Busy, waiting for a place',
    group: 'Trouble',
    play: async (stage) => {
      stage.assistant.patience = { delayMs: () => 7_600 };
      stage.dials();
      await stage.dialled();
      stage.relay.refuses('busy', 'All places are taken.', 1013);
      await stage.until('the wait', () => stage.assistant.session?.snapshot.retryAt != null);
    },
  },
  refusal('busy', 'Busy, given up', 'busy', 1013),
  refusal('ended', 'Time is up', 'session_limit', 4408, true),
  refusal('unavailable', 'Not available', 'upstream_unauthorized', 4401),
  refusal('lost', 'Connection lost', 'upstream_unreachable', 1014, true),
  {
    name: 'tool-failed',
    title: 'A tool of the page failed',
    group: 'Trouble',
    attributes: { mode: 'text' },
    play: async (stage) => {
      stage.assistant.registerTool({
        name: 'open_map',
        description: 'Opens the map.',
        parameters: { type: 'object', properties: {} },
        run: () => {
          throw new Error('No map.');
        },
      });
      await stage.connected();
      stage.relay.asks('Show me the map.');
      stage.relay.calls('open_map', {});
      await stage.until('the notice', () => stage.part('notice') !== undefined);
    },
  },
  {
    name: 'no-relay',
    title: 'No relay named',
    group: 'Trouble',
    attributes: { 'relay-url': null },
    play: async () => {},
  },
];
