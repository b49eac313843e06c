import { createContext } from '@lit/context';

/** The folder of the package's files, where the author named one: for parts that load a worker of their own. */
export const assetBaseContext = createContext<string | undefined>(Symbol.for('realtime-assistant.asset-base'));
