import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { readWav } from '../build/wav-file.ts';
import { Service } from './service.ts';

const run = promisify(execFile);

/**
 * A null sink takes in as much at once as the most impatient of its streams allows, and two seconds where none is: so
 * long the sound of a browser would wait behind the silence that was taken in before it.
 */
const latencyMs = 100;
const silence: Voice = { samples: new Int16Array(48_000), sampleRate: 48_000 };

interface Voice {
  readonly samples: Int16Array<ArrayBuffer>;
  readonly sampleRate: number;
}

interface Stream {
  stop(): Promise<void>;
}

/**
 * A PulseAudio server without a sound card, whose loudspeaker is heard by no one and whose two microphones hear a
 * WAV file over and over. Browsers that find its address in their environment take them for the devices of the machine.
 */
export class AudioServer {
  readonly env: NodeJS.ProcessEnv;
  readonly #server: Service;
  readonly #streams: readonly Stream[];

  private constructor(env: NodeJS.ProcessEnv, server: Service, streams: readonly Stream[]) {
    this.env = env;
    this.#server = server;
    this.#streams = streams;
  }

  /** @param folder for its socket and its files; removed by the caller */
  static async start(folder: string, wav: string): Promise<AudioServer> {
    const home = join(folder, 'sound');
    await mkdir(home, { mode: 0o700 });
    const socket = join(home, 'native');
    const env = {
      PULSE_SERVER: `unix:${socket}`,
      PULSE_COOKIE: join(home, 'cookie'),
      // Nothing shall wake the user's own bus, or start one that stays.
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    };
    const modules = [
      // Lets in whoever reaches the socket: only the owner of the folder does.
      `module-native-protocol-unix socket=${socket} auth-anonymous=1`,
      'module-null-sink sink_name=loudspeaker rate=48000',
      'module-null-sink sink_name=mouth rate=48000',
      'module-remap-source master=mouth.monitor source_name=microphone source_properties=device.description=Microphone',
      'module-remap-source master=mouth.monitor source_name=headset source_properties=device.description=Headset',
    ];
    const server = await Service.start(
      'pulseaudio',
      ['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no', ...modules.flatMap((module) => ['-L', module])],
      {
        env: { ...env, HOME: home, XDG_RUNTIME_DIR: home, XDG_CONFIG_HOME: home, XDG_STATE_HOME: home },
        isReady: () => setDefaults(env),
      },
    );
    const streams: Stream[] = [];
    try {
      streams.push(await speak('loudspeaker', silence, env, latencyMs));
      streams.push(await speak('mouth', readWav(await readFile(wav)), env));
      return new AudioServer(env, server, streams);
    } catch (error) {
      for (const stream of streams) await stream.stop();
      await server.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    for (const stream of this.#streams) await stream.stop();
    await this.#server.stop();
  }
}

async function setDefaults(env: NodeJS.ProcessEnv): Promise<boolean> {
  const options = { env: { ...process.env, ...env }, timeout: 5_000 };
  try {
    await run('pactl', ['set-default-sink', 'loudspeaker'], options);
    await run('pactl', ['set-default-source', 'microphone'], options);
    return true;
  } catch {
    return false;
  }
}

/**
 * Speaks the samples into a device without a pause between their end and their beginning, until it is stopped.
 * @param latencyMs how much of it may be taken in at once; by default whatever the server likes
 */
async function speak(
  device: string,
  { samples, sampleRate }: Voice,
  env: NodeJS.ProcessEnv,
  latencyMs?: number,
): Promise<Stream> {
  const pcm = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const child = spawn(
    'pacat',
    [
      '--playback',
      '--raw',
      `--device=${device}`,
      ...(latencyMs === undefined ? [] : [`--latency-msec=${latencyMs}`]),
      '--format=s16le',
      '--channels=1',
      `--rate=${sampleRate}`,
    ],
    { stdio: ['pipe', 'ignore', 'inherit'], env: { ...process.env, ...env } },
  );
  await once(child, 'spawn');
  const stopping = new AbortController();
  const forever = Readable.from(
    (function* () {
      for (;;) yield pcm;
    })(),
  );
  // Ends by the abort, or with the program.
  const feeding = pipeline(forever, child.stdin, { signal: stopping.signal }).catch(() => {});
  return {
    stop: async () => {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
      stopping.abort();
      child.kill();
      await Promise.all([feeding, ended]);
    },
  };
}
