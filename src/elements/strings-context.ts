import { createContext } from '@lit/context';
import type { Strings } from './strings.ts';

/** The words that the elements inside a provider use. */
export const stringsContext = createContext<Strings>(Symbol.for('realtime-assistant.strings'));
