import { said } from './scenes.ts';
import type { State } from './state.ts';

const corner = { placement: 'bottom-end', open: null };

export const panelStates: readonly State[] = [
  { name: 'closed', title: 'Launcher', group: 'Panel', attributes: corner, play: async () => {} },
  {
    name: 'closed-labelled',
    title: 'Launcher with words',
    group: 'Panel',
    attributes: { ...corner, 'launcher-label': 'Ask the ranger' },
    play: async () => {},
  },
  {
    name: 'closed-live',
    title: 'Launcher, a talk goes on',
    group: 'Panel',
    attributes: corner,
    play: (stage) => stage.connected(),
  },
  { name: 'empty', title: 'Welcome', group: 'Panel', play: async () => {} },
  { name: 'empty-text', title: 'Welcome, text only', group: 'Panel', attributes: { mode: 'text' }, play: async () => {} },
  {
    name: 'corner',
    title: 'Open in a corner',
    group: 'Panel',
    attributes: { placement: 'bottom-end', open: '' },
    play: async (stage) => {
      await stage.connected();
      await said(stage);
      await stage.until('the sources', () => stage.part('sources__chip') !== undefined || stage.part('chip') !== undefined);
    },
  },
  {
    name: 'settings',
    title: 'Settings open',
    group: 'Panel',
    play: async (stage) => {
      await stage.presses('settings-button');
      await stage.until('the settings', () => stage.part('settings') !== undefined);
    },
  },
  {
    name: 'settings-talking',
    title: 'Settings in a talk',
    group: 'Panel',
    play: async (stage) => {
      await stage.connected();
      await said(stage);
      stage.assistant.sound.show({ input: 0.1 });
      await stage.presses('settings-button');
      await stage.until('the settings', () => stage.part('settings') !== undefined);
    },
  },
];
