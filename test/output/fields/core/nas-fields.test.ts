import { describe, expect, test } from 'vitest';
import { CIPHERED_NAS, nasTransport, nullCiphered } from '../../../support/access/access-packets.ts';
import { overSctp } from '../../../support/access/discovery.ts';
import { type CoreValues, coreValues } from '../../../support/events/core-values.ts';
import { Script } from '../../../support/events/script.ts';

const octets = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

async function of(carrier: 's1ap' | 'ngap', nas: Uint8Array): Promise<CoreValues> {
  const protocol = carrier === 's1ap' ? 18 : 60;
  const [values = {}] = await coreValues(overSctp(new Script(), protocol, nasTransport(carrier, {}, nas)));
  return values;
}

describe('fields of NAS-EPS', () => {
  test.each([
    ['attach reject', '07 44 0f', { 'nas_eps.nas_msg_emm_type': ['0x44'], 'nas_eps.emm.cause': ['15'] }],
    ['authentication failure', '07 5c 15 30 0e 00', { 'nas_eps.emm.cause': ['21'] }],
    ['detach with a cause', '07 45 01 53 02', { 'nas_eps.emm.cause': ['2'] }],
    [
      'rejection of a connection',
      '02 03 d1 21',
      {
        'nas_eps.nas_msg_esm_type': ['0xd1'],
        'nas_eps.bearer_id': ['0'],
        'nas_eps.esm.proc_trans_id': ['3'],
        'nas_eps.esm.cause': ['33'],
      },
    ],
    [
      'request for one',
      '02 03 d0 31 28 04 03 69 6d 73',
      {
        'nas_eps.esm_pdn_type': ['3'],
        'nas_eps.esm_request_type': ['1'],
        'gsm_a.gm.sm.apn': ['ims'],
      },
    ],
    ['IMEISV', '07 5e 23 09 33 65 22 40 48 38 40 01 f2', { 'gsm_a.imeisv': ['3562204848304102'] }],
  ])('%s', async (_, hex, values) => {
    expect(await of('s1ap', octets(hex))).toMatchObject(values);
  });

  test('an accept has no cause, and what a phone detaches with is none', async () => {
    expect(await of('s1ap', octets('07 43 0003 5200c2'))).not.toHaveProperty(['nas_eps.emm.cause']);
    const detach = await of('s1ap', octets('07 45 09 0b f6 00f110 0002 01 c0000b2a'));
    expect(detach).not.toHaveProperty(['nas_eps.emm.cause']);
  });

  test('null ciphered is read, ciphered has its header alone', async () => {
    expect(await of('s1ap', nullCiphered(octets('07 44 0f')))).toMatchObject({
      'nas_eps.security_header_type': ['2', '0'],
      'nas_eps.emm.cause': ['15'],
    });
    const ciphered = await of('s1ap', CIPHERED_NAS);
    expect(ciphered).toMatchObject({ 'nas_eps.security_header_type': ['2'] });
    expect(Object.keys(ciphered).filter(name => name.startsWith('nas_'))).toHaveLength(1);
  });
});

describe('fields of NAS-5GS', () => {
  test.each([
    [
      'registration reject',
      '7e 00 44 07',
      { 'nas_5gs.mm.message_type': ['0x44'], 'nas_5gs.mm.5gmm_cause': ['7'] },
    ],
    ['deregistration with a cause', '7e 00 47 01 58 0b', { 'nas_5gs.mm.5gmm_cause': ['11'] }],
    [
      'rejection of a session',
      '7e 00 68 01 0005 2e 05 01 c3 1b 12 05',
      {
        'nas_5gs.sm.message_type': ['0xc3'],
        'nas_5gs.pdu_session_id': ['5', '5'],
        'nas_5gs.proc_trans_id': ['1'],
        'nas_5gs.sm.5gsm_cause': ['27'],
      },
    ],
    [
      'request that is sent back',
      '7e 00 68 01 0007 2e 05 01 c1 ffff 93 12 05 58 5b',
      { 'nas_5gs.mm.5gmm_cause': ['91'], 'nas_5gs.sm.message_type': ['0xc1'] },
    ],
    [
      'message inside another',
      '7e 00 5e 71 0013 7e0041 79 000d 0199f907f0ff00000000203190',
      { 'nas_5gs.mm.message_type': ['0x5e', '0x41'], 'nas_5gs.security_header_type': ['0', '0'] },
    ],
  ])('%s', async (_, hex, values) => {
    expect(await of('ngap', octets(hex))).toMatchObject(values);
  });
});
