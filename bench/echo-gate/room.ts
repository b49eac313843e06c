import { Fft } from '../../src/audio/fft.ts';
import type { Random } from './random.ts';

/*
 * `random` draws what a room is like, `grain` single samples of noise: apart, so that a scene is the same at every
 * rate.
 */

/** Impulse response of a room: the direct sound, then noise that falls by 60 dB in `rt60` seconds. */
export function roomResponse(
  random: Random,
  grain: Random,
  rate: number,
  rt60: number,
  directToReverberantDb: number,
): Float32Array {
  const response = new Float32Array(Math.round(rate * rt60));
  const tailFrom = Math.round(rate * random.between(0.002, 0.008));
  let energy = 0;
  for (let i = tailFrom; i < response.length; i += 1) {
    const sample = grain.normal() * 10 ** ((-3 * i) / (rate * rt60));
    response[i] = sample;
    energy += sample * sample;
  }
  const scale = Math.sqrt(10 ** (-directToReverberantDb / 10) / energy);
  for (let i = tailFrom; i < response.length; i += 1) response[i]! *= scale;
  response[0] = 1;
  return response;
}

/**
 * A small loudspeaker and a cheap microphone: no bass, a shelf up or down in the treble, and a few early reflections of
 * the case.
 */
export function colour(random: Random, rate: number, response: Float32Array): Float32Array {
  const bass = Math.exp((-2 * Math.PI * random.between(120, 450)) / rate);
  const treble = Math.exp((-2 * Math.PI * random.between(1_200, 3_500)) / rate);
  const shelf = 10 ** (random.between(-12, 6) / 20);
  const taps = Array.from({ length: 4 }, () => ({
    at: 1 + Math.floor(random.next() * rate * 0.001),
    gain: random.between(-0.45, 0.45),
  }));
  const coloured = new Float32Array(response.length);
  let before = 0;
  let highPassed = 0;
  let lowPassed = 0;
  for (const [i, sample] of response.entries()) {
    highPassed = bass * (highPassed + sample - before);
    before = sample;
    lowPassed += (1 - treble) * (highPassed - lowPassed);
    const shelved = lowPassed + shelf * (highPassed - lowPassed);
    coloured[i]! += shelved;
    for (const { at, gain } of taps) if (i + at < coloured.length) coloured[i + at]! += gain * shelved;
  }
  return coloured;
}

/** `signal` heard through `response`, as long as the signal. Overlap-add; two blocks share a complex transform. */
export function convolve(signal: Float32Array, response: Float32Array): Float32Array {
  const size = 2 ** Math.ceil(Math.log2(Math.max(1_024, response.length * 3)));
  const step = size - response.length + 1;
  const fft = new Fft(size);
  const filterRe = new Float64Array(size);
  const filterIm = new Float64Array(size);
  filterRe.set(response);
  fft.transform(filterRe, filterIm);
  const output = new Float32Array(signal.length);
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  for (let at = 0; at < signal.length; at += 2 * step) {
    re.fill(0);
    im.fill(0);
    re.set(signal.subarray(at, at + step));
    im.set(signal.subarray(at + step, at + 2 * step));
    fft.transform(re, im);
    // The inverse is the transform of the conjugate, conjugated and scaled.
    for (let k = 0; k < size; k += 1) {
      const a = re[k]!;
      const b = im[k]!;
      re[k] = a * filterRe[k]! - b * filterIm[k]!;
      im[k] = -(a * filterIm[k]! + b * filterRe[k]!);
    }
    fft.transform(re, im);
    for (let i = 0; i < size; i += 1) {
      if (at + i < output.length) output[at + i]! += re[i]! / size;
      if (at + step + i < output.length) output[at + step + i]! -= im[i]! / size;
    }
  }
  return output;
}

/** A loudspeaker that is driven too hard: soft up to `limit`, never beyond. */
export function overdrive(signal: Float32Array, limit: number): Float32Array {
  return signal.map((sample) => limit * Math.tanh(sample / limit));
}

/** Reads `signal` late by `delayAt(i)` samples, fractions interpolated; where the delay jumps, so does the sound. */
export function delayed(signal: Float32Array, delayAt: (i: number) => number): Float32Array {
  return Float32Array.from({ length: signal.length }, (_, i) => {
    const position = i - delayAt(i);
    const whole = Math.floor(position);
    const part = position - whole;
    const here = signal[whole] ?? 0;
    return part === 0 ? here : here + part * ((signal[whole + 1] ?? 0) - here);
  });
}

/**
 * What an echo canceller leaves: it takes away 5 to 25 dB, differently below and above 1.2 kHz, and differently from one
 * moment to the next, as one does whose path moves.
 */
export function partlyCancelled(random: Random, rate: number, echo: Float32Array): Float32Array {
  const pole = 1 - Math.exp((-2 * Math.PI * 1_200) / rate);
  const step = Math.round(rate * 0.05);
  let lowDb = 0;
  let highDb = 0;
  let lowGain = 1;
  let highGain = 1;
  let low = 0;
  const left = new Float32Array(echo.length);
  for (let i = 0; i < echo.length; i += 1) {
    if (i % step === 0) {
      // Converges over the first seconds, then wanders.
      const floor = -25 * Math.min(1, i / (rate * 2.5));
      lowDb = Math.min(-5 * Math.min(1, i / rate), Math.max(floor, lowDb - 0.4 + 2.5 * random.normal()));
      highDb = Math.min(-5 * Math.min(1, i / rate), Math.max(floor, highDb - 0.4 + 2.5 * random.normal()));
    }
    lowGain += 0.0005 * (10 ** (lowDb / 20) - lowGain);
    highGain += 0.0005 * (10 ** (highDb / 20) - highGain);
    low += pole * (echo[i]! - low);
    left[i] = low * lowGain + (echo[i]! - low) * highGain;
  }
  return left;
}

/** Pink noise of an RMS of about 1 (filter of P. Kellet). */
export function pinkNoise(grain: Random, length: number): Float32Array {
  let b0 = 0;
  let b1 = 0;
  let b2 = 0;
  return Float32Array.from({ length }, () => {
    const white = grain.normal();
    b0 = 0.997_65 * b0 + white * 0.099_046;
    b1 = 0.963 * b1 + white * 0.296_516_4;
    b2 = 0.57 * b2 + white * 1.052_691_3;
    return (b0 + b1 + b2 + white * 0.1848) * 0.55;
  });
}

/** Noise of a microphone and its room: half white, half pink, with a mains hum where asked. */
export function microphoneNoise(
  random: Random,
  grain: Random,
  rate: number,
  length: number,
  rms: number,
  humRms: number,
): Float32Array {
  const mains = random.pick([50, 60]);
  return pinkNoise(grain, length).map((pink, i) => {
    const turn = (2 * Math.PI * mains * i) / rate;
    const hum = Math.sin(turn) + 0.5 * Math.sin(3 * turn + 1) + 0.3 * Math.sin(5 * turn + 2);
    return 0.7 * (grain.normal() + pink) * rms + hum * humRms;
  });
}
