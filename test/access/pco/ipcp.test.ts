import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ipcpDnsServers } from '../../../src/access/pco/ipcp.ts';

const octets = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

test.each([
  ['01000010 8106 00000000 8306 00000000', ['0.0.0.0', '0.0.0.0']],
  ['02000010 8106 08080808 8306 08080404', ['8.8.8.8', '8.8.4.4']],
  ['03000010 0306 0a000001 8106 08080808', ['8.8.8.8']],
  // A reject takes the options away.
  ['04000010 8106 08080808 8306 08080404', []],
  // Options behind the length, of a wrong length, and of none.
  ['0200000a 8106 08080808 8306 08080404', ['8.8.8.8']],
  ['02000010 8105 08080808 8306 08080404', []],
  ['02000010 8100 08080808 8306 08080404', []],
  ['0200', []],
])('%s', (hex, servers) => {
  expect(ipcpDnsServers(octets(hex))).toEqual(servers);
});

test('any octets are read to an end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
      expect(ipcpDnsServers(bytes).length).toBeLessThanOrEqual(bytes.length / 6);
    }),
  );
});
