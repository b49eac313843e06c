/*
 * Keeps what the taps heard, on a thread of its own, so that a blocked page delays nothing. It stamps each block with the
 * moment at which it arrived here: an audio thread has no clock of its own, and the way to here takes some tenths of a
 * millisecond. The bench asks over a socket for the clock and for what was kept.
 */
const now = () => performance.timeOrigin + performance.now();
const samplesPerBlock = 128;
let blocks = [];
const handed = [];
let rate = 0;

function listen(port, contextRate) {
  port.addEventListener('message', ({ data }) => {
    const at = now();
    if (data.handed !== undefined) {
      handed.push([at, data.handed]);
      return;
    }
    rate = contextRate;
    blocks.push({ at, frame: data.frame, samples: data.samples });
  });
  port.start();
}

function take(socket) {
  const taken = blocks;
  blocks = [];
  const stamps = new Float64Array(taken.length * 2);
  const samples = new Float32Array(taken.length * samplesPerBlock);
  for (const [i, block] of taken.entries()) {
    stamps[2 * i] = block.frame;
    stamps[2 * i + 1] = block.at;
    if (block.samples !== undefined) samples.set(block.samples, i * samplesPerBlock);
  }
  socket.send(JSON.stringify({ answer: 'take', rate, handed: handed.splice(0) }));
  socket.send(stamps);
  socket.send(samples);
}

addEventListener('message', ({ data }) => {
  if (data.port !== undefined) listen(data.port, data.rate);
  if (data.url === undefined) return;
  const socket = new WebSocket(data.url);
  socket.addEventListener('message', ({ data: ask }) => {
    if (ask === 'clock') socket.send(JSON.stringify({ answer: 'clock', at: now() }));
    else take(socket);
  });
});
