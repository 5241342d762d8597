import { expect, test } from 'vitest';
import { parseAddress } from '../../../../src/bytes/address.ts';
import { container, gtpElement, gtpv2 } from '../../../support/access/access-packets.ts';
import { subscription, text } from '../../../support/access/diameter-messages.ts';
import { datagram, overSctp } from '../../../support/access/discovery.ts';
import { diameter } from '../../../support/captures/diameter.ts';
import { coreValues } from '../../../support/events/core-values.ts';
import { Script } from '../../../support/events/script.ts';

const GTP = { source: '10.30.0.1', sourcePort: 2123, destination: '10.30.0.2', destinationPort: 2123 };
const address = (text: string) => parseAddress(text) as Uint8Array;

test('containers and the addresses in them, also one that comes twice', async () => {
  const given = gtpElement.pco(
    container(0x0c, address('10.0.0.2')),
    container(0x0d, address('8.8.8.8')),
    container(0x0d, address('8.8.8.8')),
    container(0x01, address('fd00::2')),
    container(0x10, [5, 0xdc]),
  );
  expect(await coreValues(datagram(new Script(), GTP, gtpv2(33, { sequence: 1 }, given)))).toMatchObject([
    {
      'gsm_a.gm.sm.pco_pid': ['0x000c', '0x000d', '0x000d', '0x0001', '0x0010'],
      'gsm_a.gm.sm.pco.pcscf.ipv4': ['10.0.0.2'],
      'gsm_a.gm.sm.pco.pcscf.ipv6': ['fd00::2'],
      'gsm_a.gm.sm.pco.dns.ipv4': ['8.8.8.8', '8.8.8.8'],
    },
  ]);
});

test('what is asked for has no address', async () => {
  const asked = gtpElement.pco(container(0x0c), container(0x12));
  const [values] = await coreValues(
    datagram(new Script(), GTP, gtpv2(32, { sequence: 1 }, gtpElement.imsi('001010000000001'), asked)),
  );
  expect(values).toMatchObject({
    'gsm_a.gm.sm.pco_pid': ['0x000c', '0x0012'],
    'e212.imsi': ['001010000000001'],
  });
  expect(values).not.toHaveProperty(['gsm_a.gm.sm.pco.pcscf.ipv4']);
});

test('IMSI and MSISDN in Diameter: by the type of the subscription, and of S6a the user', async () => {
  const flow = { source: '10.0.0.1', sourcePort: 3868, destination: '10.0.0.2', destinationPort: 3868 };
  const of = async (application: number, ...avps: readonly Uint8Array[]) => {
    const message = diameter({ command: 272, application, request: true }, ...avps);
    return (await coreValues(overSctp(new Script(), 46, message, flow)))[0];
  };
  const all = [
    subscription(1, '00101'),
    subscription(0, '4915'),
    subscription(2, 'sip:a'),
    text(1, '00102', 0),
  ];
  expect(await of(16_777_238, ...all)).toMatchObject({ 'e212.imsi': ['00101'], 'e164.msisdn': ['4915'] });
  expect(await of(16_777_251, text(1, '00102', 0))).toMatchObject({ 'e212.imsi': ['00102'] });
});
