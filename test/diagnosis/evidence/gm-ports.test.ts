import { expect, test } from 'vitest';
import { isTunnelled } from '../../../src/diagnosis/evidence/evidence.ts';
import { clearMessages, looksLikeClearCopy, portName } from '../../../src/diagnosis/evidence/gm-ports.ts';
import { caseOf, mechanism, type Parts, PCSCF, Script, UE } from '../../support/events/script.ts';

const to = (destinationPort: number) => ({ callId: 'm', flow: { destinationPort } });
const challenged = (tunnel = '') => {
  const server = mechanism(PCSCF).replace('mod=trans', `mod=${tunnel === '' ? 'trans' : tunnel}`);
  return new Script()
    .register()
    .challengeMw()
    .challenge({ headers: { 'Security-Server': server } });
};

async function framesIn(script: Script): Promise<(readonly [frame: number, fromUe: boolean])[]> {
  const subject = await caseOf(script);
  return clearMessages(subject).map(({ note, fromUe }) => [note.frame, fromUe]);
}

test('messages in the clear to a protected port of either end, once the SAs are agreed', async () => {
  const early = new Script().clear('OPTIONS sip:a SIP/2.0', to(PCSCF.portS)).register().challengeMw();
  const script = early
    .challenge()
    .wait(1)
    .clear('OPTIONS sip:a SIP/2.0', to(PCSCF.portS))
    .clearBack('OPTIONS sip:a SIP/2.0', to(UE.portC))
    .clear('OPTIONS sip:a SIP/2.0', to(5060))
    .esp('uc->ps', 'OPTIONS sip:a SIP/2.0', { callId: 'm' })
    .wait(5)
    .register({ callId: 'b@ue' })
    .clear('OPTIONS sip:a SIP/2.0', to(PCSCF.portS));
  expect(await framesIn(script)).toEqual([
    [5, true],
    [6, false],
  ]);
});

test('in UDP-encapsulated tunnel mode the inside of the tunnel is seen once more', async () => {
  expect(await framesIn(challenged('UDP-enc-tun').clear('OPTIONS sip:a SIP/2.0', to(PCSCF.portS)))).toEqual(
    [],
  );
  expect(isTunnelled([{ mod: 'trans' }])).toBe(false);
  expect(isTunnelled([{ mod: 'udp-enc-tun' }])).toBe(true);
});

test('names of ports; one that is not known is none', () => {
  expect(portName(UE, UE.portC)).toBe('port-c');
  expect(portName(UE, UE.portS)).toBe('port-s');
  expect(portName(UE, 5060)).toBeNull();
  expect(portName({ ...UE, portC: 0 }, 0)).toBeNull();
});

/** Does the second REGISTER, in the clear behind a 401 with Security-Server, look like a copy? */
async function looksLikeCopy(parts: Parts): Promise<boolean> {
  const { attempts } = await caseOf(
    new Script()
      .register()
      .challenge()
      .register({ cseq: 2, ...parts }),
  );
  const [challenged, answer] = attempts;
  if (challenged === undefined || answer === undefined) throw new Error('the script has two attempts');
  return looksLikeClearCopy(challenged, answer);
}

test('a protected port of the UE in Via, or both ends at protected ports', async () => {
  expect(await looksLikeCopy({ headers: { Via: `SIP/2.0/TCP [fd00::1]:${UE.portC}` } })).toBe(true);
  const ends = { sourcePort: UE.portS, destinationPort: PCSCF.portC };
  expect(await looksLikeCopy({ flow: ends })).toBe(true);
});

test('one end at a protected port, or port 5060, is what a UE without SAs sends', async () => {
  expect(await looksLikeCopy({})).toBe(false);
  expect(await looksLikeCopy({ flow: { destinationPort: PCSCF.portS } })).toBe(false);
});
