import { describe, expect, test } from 'vitest';
import {
  CIPHERED_NAS,
  nasTransport,
  pdnConnectivityReject,
  pdnConnectivityRequest,
} from '../../../support/access/access-packets.ts';
import { overSctp, registersAs, setUp, TICK } from '../../../support/access/discovery.ts';
import { diagnosed, findingsOf, Script } from '../../../support/events/script.ts';

const IMSI = '001010000000001';
/** Identity response with that IMSI. */
const IDENTITY = '07 56 08 09 10 10 00 00 00 00 10';
const octets = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

type Way = 'up' | 'down';

function nas(script: Script, carrier: 's1ap' | 'ngap', way: Way, bytes: Uint8Array): Script {
  return overSctp(
    script,
    carrier === 's1ap' ? 18 : 60,
    nasTransport(carrier, { downlink: way === 'down' }, bytes),
  );
}

/** A phone that says who it is, then these messages of NAS. */
function phone(...messages: readonly (readonly [Way, string])[]): Script {
  const script = nas(new Script(), 's1ap', 'up', octets(IDENTITY));
  for (const [way, hex] of messages) nas(script.wait(1), 's1ap', way, octets(hex));
  return script;
}

const later = (script: Script) => script.wait(30).frame(TICK);
const of = (script: Script) => findingsOf('P14', later(script));

describe('the phone is not let in', () => {
  test.each([
    ['07 44 0f', 'EMM cause 15 (No suitable cells in tracking area)', 'TAC'],
    ['07 44 08', 'EMM cause 8 (EPS services and non-EPS services not allowed)', 'IMSI'],
    ['07 44 11', 'EMM cause 17 (Network failure)', 'log of the MME'],
    ['07 44 c8', 'EMM cause 200', 'Look up the cause'],
  ])('attach reject %s', async (hex, cause, advice) => {
    const [found, another] = await of(phone(['down', hex]));
    expect(found).toMatchObject({ severity: 'error', confidence: 'certain', settle: null, callId: null });
    expect(found?.title).toBe(`The network does not let the UE in: ${cause}`);
    expect(found?.detail).toBe(`Attach reject: ${cause}. Nothing is accepted after it in the capture.`);
    expect(found?.advice).toContain(advice);
    expect(found?.frames).toMatchObject([{ frame: 2 }]);
    expect(another).toBeUndefined();
  });

  test('an attach with its request for a connection: P14 and no P05', async () => {
    const script = new Script();
    nas(script, 's1ap', 'up', pdnConnectivityRequest(1, 'ims'));
    nas(script.wait(1), 's1ap', 'down', octets('07 44 0f'));
    const { findings } = await diagnosed(later(script));
    expect(findings.map(({ rule }) => rule).filter(rule => rule === 'P05' || rule === 'P14')).toEqual([
      'P14',
    ]);
  });

  test('a connection that is refused is P05, and with EMM cause 19 around it as well', async () => {
    const script = new Script();
    nas(script, 's1ap', 'up', pdnConnectivityRequest(1, 'ims'));
    nas(script.wait(1), 's1ap', 'down', pdnConnectivityReject(1, 33));
    nas(script, 's1ap', 'down', octets('07 44 13'));
    expect(await of(script)).toEqual([]);
    expect(await findingsOf('P05', script)).toHaveLength(1);
  });

  test('the authentication fails: the failure and the rejection are one finding', async () => {
    const [found] = await of(phone(['up', '07 5c 14'], ['down', '07 54']));
    expect(found).toMatchObject({
      title: 'The authentication of the UE by the access network fails: EMM cause 20 (MAC failure)',
      detail:
        'Authentication failure: EMM cause 20 (MAC failure), then Authentication reject. Nothing is accepted after it in the capture.',
      confidence: 'certain',
    });
    expect(found?.advice).toContain('K and OPc');
  });

  test('a failure alone is likely, once there was time for more', async () => {
    const script = () => phone(['up', '07 5c 15 30 0e 00']);
    expect(await of(script())).toMatchObject([{ confidence: 'likely' }]);
    expect(await findingsOf('P14', script().wait(5).frame(TICK))).toEqual([]);
  });

  test('5GS: registration reject, and deregistration by the network', async () => {
    const fiveGs = (hex: string) => nas(new Script(), 'ngap', 'down', octets(hex));
    expect(await of(fiveGs('7e 00 44 3e'))).toMatchObject([
      {
        title: 'The network does not let the UE in: 5GMM cause 62 (No network slices available)',
        severity: 'error',
      },
    ]);
    expect(await of(fiveGs('7e 00 47 01 58 0b'))).toMatchObject([
      { title: 'The network detaches the UE: 5GMM cause 11 (PLMN not allowed)', severity: 'warning' },
    ]);
  });

  test('a phone that detaches itself is a note', async () => {
    expect(await of(phone(['up', '07 45 09 0b f6 00f110 0002 01 c0000b2a']))).toMatchObject([
      { severity: 'note', title: 'The UE detaches from the network' },
    ]);
  });
});

describe('it is', () => {
  test('if an accept follows: the network has synchronised', async () => {
    expect(await of(phone(['up', '07 5c 15'], ['down', '07 42 02 49 00 0004 5200c1ff']))).toEqual([]);
  });

  test('if a connection follows, by whatever protocol', async () => {
    expect(await of(setUp(phone(['down', '07 44 0f']), { imsi: IMSI }))).toEqual([]);
    // One of another phone says nothing.
    expect(await of(setUp(phone(['down', '07 44 0f']), { imsi: '001010000000002' }))).toHaveLength(1);
  });

  test('if it registers', async () => {
    const script = phone(['down', '07 44 0f']).register({ headers: registersAs(IMSI) });
    expect(await of(script)).toEqual([]);
    const { registrations } = await diagnosed(script);
    expect(registrations[0]?.steps.map(({ text }) => text)).toContain(
      'Attach reject: EMM cause 15 (No suitable cells in tracking area)',
    );
  });

  test('perhaps, if NAS is ciphered', async () => {
    const script = nas(phone(['down', '07 44 0f']), 's1ap', 'down', CIPHERED_NAS);
    expect(await of(script)).toMatchObject([{ confidence: 'possible' }]);
  });
});

test('a capture without a REGISTER says what was decided', async () => {
  const { advice } = await diagnosed(later(phone(['down', '07 44 0f'])));
  expect(advice.join('\n')).toContain(
    'Attach reject: EMM cause 15 (No suitable cells in tracking area); frame 2.',
  );
});
