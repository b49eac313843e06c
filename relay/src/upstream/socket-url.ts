/**
 * The address of a WebSocket from a base that an operator may write as http(s) or ws(s), with or without a slash at
 * the end: `socketUrl('https://api.openai.com/v1', 'realtime', { model })`.
 */
export function socketUrl(base: string, path: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(base);
  if (url.protocol === 'http:') url.protocol = 'ws:';
  if (url.protocol === 'https:') url.protocol = 'wss:';
  const folder = url.pathname.replace(/\/+$/, '');
  url.pathname = folder.endsWith(`/${path}`) ? folder : `${folder}/${path}`;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  url.hash = '';
  return url.href;
}
