/*
 * Runs in a visited page before any of its scripts: the room that the page's microphone and loudspeaker stand in. The
 * microphone is the browser's own, and hears besides what a test says in the room and, in one that rings, what the
 * loudspeaker gives, as a laptop's would: 80 ms later, 12 dB quieter, with the sound of the walls.
 */
{
  const { rings } = globalThis.__roomSettings;
  const room = { contexts: [], tracks: [] };
  globalThis.__room = room;
  const loudspeakers = new Map();
  const voices = new Map();
  const { connect } = AudioNode.prototype;

  const wall = (context) => {
    const response = new AudioBuffer({ length: context.sampleRate * 0.3, sampleRate: context.sampleRate });
    const samples = response.getChannelData(0);
    let seed = 1;
    for (let i = 1; i < samples.length; i++) {
      seed = (seed * 16_807) % 2_147_483_647;
      samples[i] = (seed / 1_073_741_824 - 1) * 0.02 * Math.exp((-6.9 * i) / samples.length);
    }
    samples[0] = 1;
    return new ConvolverNode(context, { buffer: response, disableNormalization: true });
  };

  /** Where people speak in the room, as the microphone of this context hears it. */
  const voiceOf = (context) => {
    const voice = voices.get(context) ?? new GainNode(context);
    voices.set(context, voice);
    return voice;
  };

  AudioNode.prototype.connect = function (...args) {
    if (args[0] instanceof AudioDestinationNode) {
      loudspeakers.set(this.context, this);
      room.contexts.push(this.context);
    }
    return connect.apply(this, args);
  };

  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    // The page makes its context before it asks.
    const context = room.contexts.at(-1);
    const device = await open(constraints);
    const microphone = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    const source = new MediaStreamAudioSourceNode(context, { mediaStream: device });
    source.connect(microphone);
    voiceOf(context).connect(microphone);
    if (rings) {
      const distance = new DelayNode(context, { delayTime: 0.08 });
      loudspeakers.get(context).connect(distance);
      distance.connect(new GainNode(context, { gain: 0.25 })).connect(wall(context)).connect(microphone);
    }
    const [track] = microphone.stream.getTracks();
    const stop = track.stop.bind(track);
    // Who lets go of the one lets go of the other.
    track.stop = () => {
      for (const own of device.getTracks()) own.stop();
      source.disconnect();
      stop();
    };
    room.tracks.push(track, ...device.getTracks());
    return microphone.stream;
  };

  /** Says PCM16, one part right behind the other. Resolves when the first has been said. */
  room.say = (parts, rate) => {
    const context = room.contexts.at(-1);
    let at = context.currentTime;
    const sources = parts.map((text) => {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const pcm = new Int16Array(bytes.buffer);
      const buffer = new AudioBuffer({ length: pcm.length, sampleRate: rate });
      buffer.copyToChannel(Float32Array.from(pcm, (sample) => sample / 32_768), 0);
      const source = new AudioBufferSourceNode(context, { buffer });
      source.connect(voiceOf(context));
      source.start(at);
      at += buffer.duration;
      return source;
    });
    return new Promise((resolve) => sources[0].addEventListener('ended', () => resolve(), { once: true }));
  };
}
