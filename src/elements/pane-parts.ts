/*
 * The names of the parts of panes that are loaded when they are first wanted: who exports them knows the names before.
 */
import { exportedNames } from './nested-parts.ts';

export const devicesParts = [
  'row',
  'label',
  'select',
  'check-button',
  'message',
  'meter',
  'meter-bar',
  'slider',
  'test-button',
];
export const settingsParts = [
  'group',
  'legend',
  'label',
  'select',
  'segments',
  'segment',
  'devices',
  ...exportedNames('devices', devicesParts),
];
export const consentParts = ['card', 'heading', 'text', 'link', 'agree-button', 'decline-button'];
export const ratingParts = ['card', 'heading', 'scores', 'score-button', 'dismiss-button', 'thanks'];
export const notesParts = ['list', 'note', 'open-button', 'delete-button', 'back-button', 'text', 'message', 'ask'];
