import { createContext } from '@lit/context';
import type { AssistantSession } from '../session/assistant-session.ts';

/**
 * The session that the elements around you show. Undefined until the provider has one, that is, until it is in the page
 * and knows its relay. The key is a global symbol, so that two copies of this library understand each other.
 */
export const sessionContext = createContext<AssistantSession | undefined>(Symbol.for('realtime-assistant.session'));
