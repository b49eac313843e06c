/* All that a call takes, loaded as one with the first. */
export { openDataChannel } from './data-channel-transport.ts';
export { placeRelayCall } from './relay-call.ts';
