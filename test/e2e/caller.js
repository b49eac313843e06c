// A page of somebody else's: plain RTCPeerConnection, as the Realtime API's guide has it. It keeps all events of its data
// channel and all that it hears in `__caller`.
globalThis.__caller = { events: [], heard: [], rate: 0, states: [] };

const recorder = `registerProcessor('recorder', class extends AudioWorkletProcessor {
  process([[channel]]) {
    if (channel) this.port.postMessage(channel.slice());
    return true;
  }
});`;

/** @param {string} url of the engine, with the model. @returns the path of the call */
globalThis.__call = async (url, { microphone = true } = {}) => {
  const state = globalThis.__caller;
  const connection = new RTCPeerConnection();
  state.connection = connection;
  connection.addEventListener('connectionstatechange', () => state.states.push(connection.connectionState));
  if (microphone) {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) connection.addTrack(track, stream);
  } else connection.addTransceiver('audio', { direction: 'recvonly' });
  connection.addEventListener('track', (event) => void listen(new MediaStream([event.track])));
  const channel = connection.createDataChannel('oai-events');
  state.channel = channel;
  channel.addEventListener('message', ({ data }) => state.events.push({ at: performance.now(), ...JSON.parse(data) }));
  channel.addEventListener('close', () => state.states.push('channel closed'));
  await connection.setLocalDescription(await connection.createOffer());
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/sdp', authorization: 'Bearer anything' },
    body: connection.localDescription.sdp,
  });
  if (response.status !== 201) throw new Error(await response.text());
  await connection.setRemoteDescription({ type: 'answer', sdp: await response.text() });
  return response.headers.get('location');
};

/** Restarts ICE of the call that runs. */
globalThis.__restart = async (url) => {
  const { connection } = globalThis.__caller;
  await connection.setLocalDescription(await connection.createOffer({ iceRestart: true }));
  const response = await fetch(url, {
    method: 'PATCH',
    headers: { 'content-type': 'application/sdp' },
    body: connection.localDescription.sdp,
  });
  if (response.status !== 200) throw new Error(await response.text());
  await connection.setRemoteDescription({ type: 'answer', sdp: await response.text() });
};

async function listen(stream) {
  const state = globalThis.__caller;
  // Chromium decodes for Web Audio only what an element plays too.
  const element = new Audio();
  element.srcObject = stream;
  element.muted = true;
  void element.play();
  const context = new AudioContext({ sampleRate: 24_000 });
  await context.resume();
  state.rate = context.sampleRate;
  await context.audioWorklet.addModule(URL.createObjectURL(new Blob([recorder], { type: 'text/javascript' })));
  const node = new AudioWorkletNode(context, 'recorder', { numberOfOutputs: 0 });
  node.port.addEventListener('message', ({ data }) => state.heard.push(data));
  node.port.start();
  context.createMediaStreamSource(stream).connect(node);
}
