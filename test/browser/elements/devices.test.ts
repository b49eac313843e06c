import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { SessionSnapshot } from '../../../src/session/snapshot.ts';
import { assistant, find, focused, maybe, part, press, settled, textOf } from './setup.ts';

const devices = {
  microphones: [
    { id: 'desk', label: 'Desk microphone' },
    { id: 'headset', label: '' },
  ],
  speakers: [{ id: 'hall', label: 'Hall' }],
  microphoneId: null,
  speakerId: null,
};

async function picker(snapshot: Partial<SessionSnapshot> = { devices }) {
  const { element, session } = await part('realtime-devices', snapshot);
  const field = <T extends HTMLElement = HTMLSelectElement>(id: string) => find<T>(element, `#${id}`);
  const choices = (id: string) => [...field(id).options].map((option) => textOf(option));
  return { element, session, field, choices };
}

async function choose(select: HTMLSelectElement, value: string): Promise<void> {
  select.value = value;
  select.dispatchEvent(new Event('change'));
  await settled();
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => requestAnimationFrame(resolve));
}

describe('<realtime-devices>', () => {
  it('asks for the devices as soon as it is there, and lists them by name, the system’s own first', async () => {
    const { session, choices, field } = await picker();
    expect(session.asked).to.deep.equal(['watchDevices']);
    expect(choices('microphone')).to.deep.equal(['Same as system', 'Desk microphone', 'Device 2']);
    expect(choices('speaker')).to.deep.equal(['Same as system', 'Hall']);
    expect(field('microphone').value).to.equal('');
  });

  it('says what each field is for', async () => {
    const { element, field } = await picker();
    const named = ['microphone', 'speaker', 'volume'].map((id) => textOf(field(id).labels[0] ?? null));
    expect(named).to.deep.equal(['Microphone', 'Loudspeaker', 'Volume']);
    expect(find(element, '[part=meter]').ariaHidden).to.equal('true');
  });

  it('changes microphone and loudspeaker, and gives them back to the system', async () => {
    const { session, field } = await picker();
    session.asked.length = 0;
    await choose(field('microphone'), 'headset');
    await choose(field('speaker'), 'hall');
    await choose(field('microphone'), '');
    expect(session.asked).to.deep.equal(['setMicrophone headset', 'setSpeaker hall', 'setMicrophone null']);
  });

  it('follows what is plugged in; while the chosen one is away, the system’s own is shown', async () => {
    const { session, field, choices } = await picker();
    await choose(field('microphone'), 'headset');
    expect(field('microphone').value).to.equal('headset');
    const { microphoneId } = session.snapshot.devices;
    session.set({ devices: { ...devices, microphoneId, microphones: [devices.microphones[0]!] } });
    await settled();
    expect(choices('microphone')).to.deep.equal(['Same as system', 'Desk microphone']);
    expect(field('microphone').value).to.equal('');
    session.set({ devices: { ...devices, microphoneId } });
    await settled();
    expect(field('microphone').value).to.equal('headset');
  });

  it('has no list of loudspeakers where the browser lets no page choose', async () => {
    const { element } = await picker({ devices: { ...devices, speakers: [] } });
    expect(maybe(element, '#speaker') === null).to.equal(true);
  });

  it('sets the volume by keyboard, and says it in words', async () => {
    const { session, field } = await picker({ devices, volume: 0.5 });
    const slider = field<HTMLInputElement>('volume');
    expect(slider.value).to.equal('50');
    slider.focus();
    await sendKeys({ press: 'ArrowRight' });
    await settled();
    expect(session.asked.at(-1)).to.equal('setVolume 0.55');
    expect(slider.getAttribute('aria-valuetext')).to.equal('55 %');
  });

  it('shows how loudly the microphone hears, and rests while it is off or muted', async () => {
    const { element, session } = await picker();
    const bar = find(element, '[part=meter-bar]');
    session.inputLevel = 0.1;
    session.set({ microphone: 'on' });
    await until(() => bar.getBoundingClientRect().width > 20);
    session.set({ muted: true });
    await until(() => bar.getBoundingClientRect().width === 0);
  });
});

describe('the microphone, tried out before a conversation', () => {
  it('shows its level without a word to the relay, and is let go of when the visitor leaves or talks', async () => {
    const { element, session } = await picker();
    const bar = find(element, '[part=meter-bar]');
    const opened: MediaStream[] = [];
    const { mediaDevices } = navigator;
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await open(constraints);
      opened.push(stream);
      return stream;
    };
    const live = () => opened.some((stream) => stream.getTracks().some(({ readyState }) => readyState === 'live'));
    try {
      find(element, '[part=check-button]').click();
      await until(() => bar.getBoundingClientRect().width > 5);
      expect(session.asked).to.deep.equal(['watchDevices']);
      session.set({ microphone: 'opening' });
      await settled();
      expect(live()).to.equal(false);
      session.set({ microphone: 'off' });
      await settled();
      find(element, '[part=check-button]').click();
      await until(live);
      await until(() => find(element, '[part=check-button]').ariaPressed === 'true');
      element.remove();
      expect(live()).to.equal(false);
    } finally {
      mediaDevices.getUserMedia = open;
    }
  });

  it('says in words why there is none, and waits for the visitor’s consent where the author asks for it', async () => {
    const { mediaDevices } = navigator;
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    let asked = 0;
    mediaDevices.getUserMedia = async () => {
      asked += 1;
      throw new DOMException('none', 'NotFoundError');
    };
    try {
      const { element, session, provider } = await part('realtime-devices');
      provider.consent = '';
      await settled();
      const consent = document.createElement('realtime-consent');
      provider.append(consent);
      find(element, '[part=check-button]').click();
      await settled();
      expect(asked).to.equal(0);
      find(consent, '[part=agree-button]').click();
      await until(() => textOf(find(element, '[part=message]')) !== '');
      expect(textOf(find(element, '[part=message]'))).to.equal('No microphone was found');
      expect(session.asked).to.deep.equal(['watchDevices']);
    } finally {
      mediaDevices.getUserMedia = open;
    }
  });
});

describe('the test sound', () => {
  it('plays where and as loudly as answers are heard', async () => {
    const contexts: AudioContext[] = [];
    const Real = globalThis.AudioContext;
    // The real thing, with a note of what was made.
    globalThis.AudioContext = class extends Real {
      constructor() {
        super();
        contexts.push(this);
      }
    };
    try {
      const { element } = await picker({ devices, volume: 0.5 });
      find(element, '[part=test-button]').click();
      await until(() => contexts.length === 1);
      const [context] = contexts;
      await new Promise<void>((resolve) => {
        context!.addEventListener('statechange', () => context!.state === 'closed' && resolve());
      });
    } finally {
      globalThis.AudioContext = Real;
    }
  });
});

describe('the settings of the panel', () => {
  it('are behind a button, made when they are wanted, and leave by Escape with the focus on it', async () => {
    const { element, session } = await assistant('open');
    const panel = find(element, 'realtime-panel');
    const button = find(panel, '[part=settings-button]');
    expect(maybe(panel, 'realtime-settings') === null).to.equal(true);
    expect(session.asked).to.deep.equal([]);
    button.focus();
    await sendKeys({ press: 'Enter' });
    await settled();
    expect(button.ariaExpanded).to.equal('true');
    find(panel, 'realtime-settings', 'realtime-devices', 'select').focus();
    press(find(panel, 'realtime-settings', 'realtime-devices'), 'Escape');
    await settled();
    expect(maybe(panel, 'realtime-settings') === null).to.equal(true);
    expect(button.ariaExpanded).to.equal('false');
    expect(focused() === button).to.equal(true);
    expect(element.open).to.equal(true);
    press(find(panel, 'realtime-composer'), 'Escape');
    expect(element.open).to.equal(false);
  });
});
