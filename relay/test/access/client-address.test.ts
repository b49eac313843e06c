import { expect, test } from 'vitest';
import { clientAddress } from '../../src/access/client-address.js';

test.for<[string, string | undefined, string | undefined, number, string]>([
  ['the socket counts, whatever a stranger writes', '203.0.113.9', '198.51.100.1', 0, '203.0.113.9'],
  ['behind one proxy, what it appended', '10.0.0.1', '6.6.6.6, 198.51.100.1', 1, '198.51.100.1'],
  ['behind two, what the outer one appended', '10.0.0.1', '6.6.6.6, 198.51.100.1, 10.0.0.2', 2, '198.51.100.1'],
  ['a proxy that says nothing is counted itself', '10.0.0.1', undefined, 1, '10.0.0.1'],
  ['nonsense is not counted by', '10.0.0.1', 'unknown', 1, '10.0.0.1'],
  ['IPv4 in IPv6 is the same visitor', '::ffff:203.0.113.9', undefined, 0, '203.0.113.9'],
  ['a port is none of it', '10.0.0.1', '198.51.100.1:4711', 1, '198.51.100.1'],
  ['a household of IPv6 is one', '2001:db8:1:2:aaaa::1', undefined, 0, '2001:db8:1:2::/64'],
  ['written short', '2001:db8::1', undefined, 0, '2001:db8:0:0::/64'],
  ['with brackets and port', '10.0.0.1', '[2001:DB8:1:2::7]:443', 1, '2001:db8:1:2::/64'],
  ['with a zone', 'fe80::1%eth0', undefined, 0, 'fe80:0:0:0::/64'],
  ['without any', undefined, undefined, 0, 'unknown'],
])('%s', ([, remote, forwarded, proxies, expected]) => {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  expect(clientAddress(remote, headers, proxies)).toBe(expected);
});
