import { createContext } from '@lit/context';
import type { Strings } from './strings.ts';

/** The words that a provider gives to the elements inside; what it leaves out is English. */
export const stringsContext = createContext<Partial<Strings>>(Symbol.for('realtime-assistant.strings'));
