import type { PlaybackCommand, PlaybackMessage, WorkletControl, WorkletReport } from './messages.ts';
import { Player } from './player.ts';
import type { PlaybackSettings } from './worklet-settings.ts';

/**
 * PCM16 at 24 kHz → loudspeaker, with the ledger of what was played. What it hears and says is written down in
 * `messages.ts`.
 */
class PlaybackProcessor extends AudioWorkletProcessor {
  readonly #player: Player;
  #loop: MessagePort | undefined;
  #isStopped = false;

  constructor({ processorOptions }: { processorOptions: PlaybackSettings }) {
    super();
    this.#player = new Player(processorOptions.streamRate, Math.round(sampleRate), {
      started: (itemId, contentIndex) => this.#tell({ type: 'started', itemId, contentIndex }),
      progress: (entry) => this.#tell({ type: 'progress', entry }),
      played: (entry) => this.#tell({ type: 'played', entry }),
      drained: () => this.#tell({ type: 'drained' }),
      underrun: () => this.#tell({ type: 'underrun' }),
      level: (level) => this.#report({ type: 'level', level }),
    });
    this.port.addEventListener('message', ({ data }: MessageEvent<WorkletControl>) => this.#obey(data));
    this.port.start();
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    if (this.#isStopped) {
      this.#report({ type: 'stopped' });
      return false;
    }
    const output = outputs[0]?.[0];
    if (output !== undefined) this.#player.render(output);
    return true;
  }

  #obey(control: WorkletControl): void {
    switch (control.type) {
      case 'connect':
        this.#loop?.close();
        this.#loop = control.port;
        control.port.addEventListener('message', ({ data }: MessageEvent<PlaybackCommand>) => this.#take(data));
        control.port.start();
        break;
      case 'stop':
        this.#isStopped = true;
        this.#loop?.close();
        this.#loop = undefined;
        this.#player.clear();
        break;
    }
  }

  #take(command: PlaybackCommand): void {
    switch (command.type) {
      case 'audio':
        this.#player.append(command.itemId, command.contentIndex, command.pcm);
        break;
      case 'end':
        this.#player.end(command.itemId, command.contentIndex);
        break;
      case 'duck':
        this.#player.duck(command.gain);
        break;
      case 'clear':
        this.#tell({ type: 'cleared', id: command.id, ledger: this.#player.clear(), tail: this.#player.tail });
        break;
    }
  }

  #tell(message: PlaybackMessage): void {
    this.#loop?.postMessage(message);
  }

  #report(report: WorkletReport): void {
    this.port.postMessage(report);
  }
}

registerProcessor('realtime-assistant-playback', PlaybackProcessor);
