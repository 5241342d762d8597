import { expect, test } from 'vitest';
import { element, gtpElement, gtpv2 } from '../../../support/access/access-packets.ts';
import { datagram } from '../../../support/access/discovery.ts';
import { join, u16, u32 } from '../../../support/captures/packets.ts';
import { coreValues } from '../../../support/events/core-values.ts';
import { Script } from '../../../support/events/script.ts';

const GTP = { source: '10.30.0.1', sourcePort: 2123, destination: '10.30.0.2', destinationPort: 2123 };
const of = (bytes: Uint8Array) => coreValues(datagram(new Script(), GTP, bytes));

test('header and elements, those of a bearer in their place', async () => {
  const bearer = gtpElement.bearer(gtpElement.ebi(6), gtpElement.cause(94), gtpElement.qos(1));
  const message = gtpv2(33, { teid: 0x1f, sequence: 0x2b }, gtpElement.cause(16), gtpElement.ebi(5), bearer);
  expect(await of(message)).toMatchObject([
    {
      'gtpv2.message_type': ['33'],
      'gtpv2.teid': ['0x0000001f'],
      'gtpv2.seq': ['0x00002b'],
      'gtpv2.cause': ['16', '94'],
      'gtpv2.ebi': ['5', '6'],
      'gtpv2.bearer_qos_label_qci': ['1'],
      'gtpv2.bearer_qos_pl': ['15'],
      'gtpv2.bearer_qos_pci': ['1'],
    },
  ]);
});

test('a message and the one that rides on it are one row', async () => {
  const first = gtpv2(33, { teid: 1, sequence: 1, piggyback: true }, gtpElement.cause(16));
  const second = gtpv2(95, { teid: 1, sequence: 2 }, gtpElement.ebi(5));
  expect(await of(join(first, second))).toMatchObject([
    { 'gtpv2.message_type': ['33', '95'], 'gtpv2.seq': ['0x000001', '0x000002'] },
  ]);
  // Without the flag what follows is no message.
  first[0] = 0x48;
  expect(await of(join(first, second))).toMatchObject([{ 'gtpv2.message_type': ['33'] }]);
});

test('values that are cut are none', async () => {
  const [values] = await of(
    gtpv2(32, { sequence: 1 }, element(79, [1, 10]), element(72, [0, 0]), element(2, [])),
  );
  const names = Object.keys(values ?? {}).filter(name => name.startsWith('gtpv2'));
  expect(names).toEqual(['gtpv2.message_type', 'gtpv2.seq', 'gtpv2.teid', 'gtpv2.pdn_type']);
});

test('GTPv1-C', async () => {
  const message = join([0x32, 17], u16(6), u32(7), u16(99), [0, 0], [1, 220]);
  expect(await of(message)).toMatchObject([
    {
      'gtp.message': ['0x11'],
      'gtp.teid': ['0x00000007'],
      'gtp.seq_number': ['0x0063'],
      'gtp.cause': ['220'],
    },
  ]);
});
