/*
 * Runs before any other script of a measured page, the same for all paths: records what is connected to the loudspeaker,
 * and gives each context that opens the microphone the coded sound in its place, rendered in that very context. The
 * browser's own fake microphone loses or repeats 10 ms now and then, which would be counted as the path's fault.
 */
{
  const NativeContext = globalThis.AudioContext;
  const addModule = Worklet.prototype.addModule;
  const connect = AudioNode.prototype.connect;
  const owners = new WeakMap();
  const taps = new WeakMap();
  let playing;

  const recorder = new Worker('/bench/page/recorder-worker.js');
  const rig = new URLSearchParams(location.search).get('rig');
  recorder.postMessage({ url: `ws://${location.host}/recorder?rig=${rig}` });

  const openTap = async (context) => {
    await addModule.call(context.audioWorklet, '/bench/page/tap.worklet.js');
    const tap = new AudioWorkletNode(context, 'bench-tap', { numberOfInputs: 1, numberOfOutputs: 0 });
    const { port1, port2 } = new MessageChannel();
    recorder.postMessage({ port: port1, rate: context.sampleRate }, [port1]);
    tap.port.postMessage({ recorder: port2 }, [port2]);
    return tap;
  };
  const tapOf = (context) => {
    const tap = taps.get(context) ?? openTap(context);
    taps.set(context, tap);
    return tap;
  };

  globalThis.AudioContext = class AudioContext extends NativeContext {
    constructor(options) {
      super(options);
      owners.set(this.audioWorklet, this);
    }
  };

  // The tap goes first into each context, so that it sees all that the page's own processors hand out.
  Worklet.prototype.addModule = async function (...args) {
    const context = owners.get(this);
    if (context !== undefined) await tapOf(context);
    return addModule.apply(this, args);
  };

  AudioNode.prototype.connect = function (...args) {
    if (args[0] instanceof AudioDestinationNode) {
      playing = this.context;
      void tapOf(this.context).then((tap) => {
        connect.call(this, tap);
        tap.port.postMessage({ record: true });
      });
    }
    return connect.apply(this, args);
  };

  NativeContext.prototype.createMediaStreamSource = function () {
    const source = new GainNode(this);
    void tapOf(this).then(() => {
      const code = new AudioWorkletNode(this, 'bench-code', { numberOfInputs: 0, outputChannelCount: [1] });
      connect.call(code, source);
    });
    return source;
  };

  let blocks;
  globalThis.bench = {
    /** Keeps the page's thread busy for 300 ms of every second. */
    block(isOn) {
      clearInterval(blocks);
      if (!isOn) return;
      blocks = setInterval(() => {
        const end = performance.now() + 300;
        while (performance.now() < end);
      }, 1_000);
    },
    /** What the browser says that the device holds back of what was rendered. */
    latencyMs: () => ((playing?.baseLatency ?? 0) + (playing?.outputLatency ?? 0)) * 1_000,
  };
}
