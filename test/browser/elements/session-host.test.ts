import { expect } from 'chai';
import { AssistantError } from '../../../src/base/assistant-error.ts';
import type { RealtimeErrorEvent } from '../../../src/session/session-events.ts';
import { message } from './fixture-session.ts';
import type { FixtureSession } from './fixture-session.ts';
import { assistant, created, find, nextTask, put, settled, textOf } from './setup.ts';

describe('<realtime-assistant> and its session', () => {
  it('is made from the attributes and properties', async () => {
    const element = document.createElement('realtime-assistant');
    const getToken = () => 'secret';
    Object.assign(element, { relayUrl: 'wss://relay.example/realtime', getToken, volume: 0.5, microphoneId: 'desk', speakerId: 'hall' });
    for (const [name, value] of [
      ['dialect', 'openai'],
      ['mode', 'push-to-talk'],
      ['output', 'text'],
      ['voice', 'marin'],
      ['language', 'de'],
      ['turn-detection', 'semantic-vad'],
      ['barge-in', 'off'],
      ['hold-sound', '/waiting.wav'],
      ['echo-cancellation', 'off'],
      ['noise-suppression', 'off'],
      ['auto-gain-control', 'off'],
      ['echo-gate', 'off'],
      ['muted-as', 'nothing'],
      ['audio-format', 'g711-ulaw'],
      ['frame-ms', '40'],
      ['asset-base', '/assets/'],
      ['muted', ''],
    ] as const) {
      element.setAttribute(name, value);
    }
    put('').append(element);
    await element.load();
    expect(created.at(-1)?.options).to.deep.equal({
      relayUrl: 'wss://relay.example/realtime',
      dialect: 'openai',
      mode: 'push-to-talk',
      output: 'text',
      voice: 'marin',
      language: 'de',
      turnDetection: 'semantic-vad',
      bargeIn: 'off',
      holdSound: '/waiting.wav',
      echoCancellation: 'off',
      noiseSuppression: 'off',
      autoGainControl: 'off',
      echoGate: 'off',
      mutedAs: 'nothing',
      audioFormat: 'g711-ulaw',
      frameMs: 40,
      microphoneId: 'desk',
      speakerId: 'hall',
      assetBase: '/assets/',
      muted: true,
      volume: 0.5,
      getToken,
    });
  });

  it('what is left out stays the session’s own default', async () => {
    await assistant();
    expect(created.at(-1)?.options).to.deep.equal({
      relayUrl: '/realtime',
      mode: 'hands-free',
      muted: false,
      volume: 1,
    });
  });

  it('a changed attribute reaches the session, and only that one', async () => {
    const { element, session } = await assistant('voice="marin"');
    element.setAttribute('voice', 'cedar');
    await settled();
    element.muted = true;
    element.mode = 'text';
    element.volume = 0.2;
    element.microphoneId = 'desk';
    element.speakerId = null;
    expect(session.asked).to.deep.equal([
      'configure {"voice":"cedar"}',
      'setMuted true',
      'setMode text',
      'setVolume 0.2',
      'setMicrophone desk',
      'setSpeaker null',
    ]);
  });

  it('an attribute that is removed takes its setting back', async () => {
    const { element, session } = await assistant('voice="cedar" barge-in="off"');
    element.removeAttribute('voice');
    element.removeAttribute('barge-in');
    await settled();
    expect(session.asked).to.deep.equal(['configure {"voice":null,"bargeIn":null}']);
  });

  it('the properties follow the visitor, the attributes stay the author’s', async () => {
    const { element, session } = await assistant();
    const devices = { microphones: [], speakers: [], microphoneId: 'desk', speakerId: 'hall' };
    session.set({ muted: true, mode: 'text', volume: 0.3, devices });
    expect([element.muted, element.mode, element.volume]).to.deep.equal([true, 'text', 0.3]);
    expect([element.microphoneId, element.speakerId]).to.deep.equal(['desk', 'hall']);
    expect(element.getAttributeNames().sort()).to.deep.equal(['relay-url']);
  });

  it('moving the element keeps the conversation', async () => {
    const { element, session } = await assistant('open');
    session.set({ messages: [message({ role: 'user', text: 'Hello' })] });
    const elsewhere = document.createElement('section');
    element.parentElement?.append(elsewhere);
    elsewhere.append(element);
    await nextTask();
    await settled();
    expect(element.session === session).to.equal(true);
    expect(session.disposed).to.equal(false);
    expect(textOf(find(element, 'realtime-panel', 'realtime-transcript', '.user .bubble'))).to.equal('Hello');
  });

  it('removing it frees the session, and nothing listens to it any more', async () => {
    const { element, session } = await assistant('open');
    expect(session.listeners).to.be.greaterThan(1);
    element.remove();
    await nextTask();
    expect(session.disposed).to.equal(true);
    expect(session.listeners).to.equal(0);
    expect(element.session === undefined).to.equal(true);
  });

  it('put back, it begins a new one, with the tools it was given', async () => {
    const { element, session } = await assistant();
    const stop = element.registerTool({ name: 'cart', description: '', parameters: {}, run: () => 1 });
    const home = element.parentElement;
    element.remove();
    await nextTask();
    home?.append(element);
    await settled();
    const next = element.session as FixtureSession;
    expect(next !== session).to.equal(true);
    expect(next.asked).to.deep.equal(['registerTool cart']);
    stop();
    expect(next.asked).to.include('unregisterTool cart');
  });

  it('without a relay it says which attribute is missing', async () => {
    const element = document.createElement('realtime-assistant');
    put('').append(element);
    await settled();
    const error = await element.connect().then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(AssistantError);
    expect(error).to.have.property('code', 'invalid-option');
    expect(String(error)).to.include('relay-url');
  });

  it('a value that is not allowed is told once, to the page and to the visitor, and can be put right', async () => {
    const errors: string[] = [];
    const note = (event: Event) => errors.push((event as RealtimeErrorEvent).error.message);
    const logged: unknown[] = [];
    const { error: log } = console;
    console.error = (...words) => logged.push(...words);
    document.addEventListener('realtime-error', note);
    const { element } = await assistant('open barge-in="sometimes"');
    element.heading = 'Garden guide';
    await settled();
    document.removeEventListener('realtime-error', note);
    console.error = log;
    expect(errors.length).to.equal(1);
    expect(errors[0]).to.include('bargeIn is "sometimes"');
    expect(logged).to.deep.equal([`<realtime-assistant>: ${errors[0]}`]);
    const alert = () => textOf(find(element, 'realtime-panel', 'realtime-status', '[role=alert]'));
    expect(alert()).to.include('The assistant is not available');
    element.setAttribute('barge-in', 'off');
    await settled();
    expect(element.session !== undefined).to.equal(true);
    expect(alert()).to.equal('');
  });

  it('out of the page it says so, and starts nothing', async () => {
    const element = document.createElement('realtime-assistant');
    element.relayUrl = '/realtime';
    const before = created.length;
    const error = await element.connect().catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'not-connected');
    expect(created.length).to.equal(before);
  });
});
