import { expect, test } from 'vitest';
import {
  framedAddress,
  group,
  number,
  text,
  VENDOR_3GPP,
} from '../../../support/access/diameter-messages.ts';
import { overSctp } from '../../../support/access/discovery.ts';
import { avp, diameter } from '../../../support/captures/diameter.ts';
import { latin1 } from '../../../support/captures/packets.ts';
import { coreValues } from '../../../support/events/core-values.ts';
import { Script } from '../../../support/events/script.ts';

const FLOW = { source: '10.0.0.1', sourcePort: 41000, destination: '10.0.0.2', destinationPort: 3868 };

async function of(request: boolean, ...avps: readonly Uint8Array[]) {
  const message = diameter({ command: 265, application: 16_777_236, request }, ...avps);
  return (await coreValues(overSctp(new Script(), 46, message, FLOW)))[0] ?? {};
}

test('header and AVPs', async () => {
  const icid = avp(505, VENDOR_3GPP, latin1('icid'));
  expect(await of(true, text(263, 's;1', 0), framedAddress('10.0.0.1'), icid)).toEqual({
    'diameter.cmd.code': ['265'],
    'diameter.applicationId': ['16777236'],
    'diameter.flags.request': ['1'],
    'diameter.hopbyhopid': ['0x00000001'],
    'diameter.endtoendid': ['0x00000002'],
    'diameter.Session-Id': ['s;1'],
    'diameter.Framed-IP-Address': ['0a000001'],
    'diameter.Framed-IP-Address.IPv4': ['10.0.0.1'],
    'diameter.AF-Charging-Identifier': ['69636964'],
  });
});

test('a code is of its vendor, and a number has four octets', async () => {
  const values = await of(false, text(601, 'sip:other', 9), avp(268, 0, [1, 2]));
  expect(values).not.toHaveProperty(['diameter.Public-Identity']);
  expect(values).not.toHaveProperty(['diameter.Result-Code']);
});

test('groups are searched, but no deeper than rules of Gx are', async () => {
  const nested = (depth: number): Uint8Array =>
    depth === 0 ? number(1028, 5) : group(1003, [nested(depth - 1)]);
  expect(await of(true, nested(3))).toMatchObject({ 'diameter.QoS-Class-Identifier': ['5'] });
  expect(await of(true, nested(20))).not.toHaveProperty(['diameter.QoS-Class-Identifier']);
});

test('what an authentication vector holds is in no field', async () => {
  const secret = 'f0'.repeat(16);
  const vector = avp(612, VENDOR_3GPP, [
    ...avp(625, VENDOR_3GPP, latin1(secret)),
    ...avp(626, VENDOR_3GPP, latin1(secret)),
  ]);
  const values = await of(false, vector, avp(1413, VENDOR_3GPP, avp(1, 0, latin1(secret))));
  expect(JSON.stringify(values)).not.toContain(secret);
  expect(JSON.stringify(values)).not.toContain('6630');
});
