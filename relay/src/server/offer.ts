/** What is wrong with an offer, in words; undefined for one that may go to the service. Pure. */
export function offerFault(sdp: string): string | undefined {
  if (!sdp.startsWith('v=0')) return 'The body must be an SDP offer, which begins with "v=0".';
  const media = [...sdp.matchAll(/^m=(\S*)/gm)].map((match) => match[1]);
  if (media.includes('application')) {
    return (
      'The offer asks for a data channel. In a call through the relay only audio goes over WebRTC: ' +
      'open no data channel, and take the events from the WebSocket.'
    );
  }
  if (media.length === 0) return 'The offer has no audio (no line "m=audio").';
  const other = media.find((kind) => kind !== 'audio');
  return other === undefined ? undefined : `The offer asks for "${other.slice(0, 20)}". Only audio is carried.`;
}
