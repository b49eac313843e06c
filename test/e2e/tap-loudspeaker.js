/*
 * Runs in a visited page before any of its scripts, and records whatever is connected to the loudspeaker, before the device.
 * By a worklet, because a ScriptProcessor loses blocks of 128 frames while the page's thread reads its buffer.
 */
{
  const state = { rate: 0, heard: [] };
  globalThis.__heard = state;
  const connect = AudioNode.prototype.connect;
  const taps = new WeakMap();

  const openTap = async (context) => {
    const source = URL.createObjectURL(new Blob([globalThis.__recorder], { type: 'text/javascript' }));
    await context.audioWorklet.addModule(source);
    const tap = new AudioWorkletNode(context, 'test-recorder', { numberOfOutputs: 0 });
    tap.port.addEventListener('message', ({ data }) => state.heard.push(data.samples));
    tap.port.start();
    state.rate = context.sampleRate;
    return tap;
  };

  AudioNode.prototype.connect = function (...args) {
    if (args[0] instanceof AudioDestinationNode) {
      const tap = taps.get(this.context) ?? openTap(this.context);
      taps.set(this.context, tap);
      tap.then(
        (node) => connect.call(this, node),
        // A context that closes while the recorder loads is not recorded, and that is no error of the page's.
        () => {},
      );
    }
    return connect.apply(this, args);
  };
}
