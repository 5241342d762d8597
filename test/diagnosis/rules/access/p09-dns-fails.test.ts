import { expect, test } from 'vitest';
import { datagram, setUp, TICK } from '../../../support/access/discovery.ts';
import { dns } from '../../../support/access/lookup-packets.ts';
import { reverse } from '../../../support/captures/packets.ts';
import { findingsOf, Script } from '../../../support/events/script.ts';

const NAME = 'pcscf.ims.mnc001.mcc001.3gppnetwork.org';
const ASK = { source: '10.0.0.1', sourcePort: 40000, destination: '8.8.8.8', destinationPort: 53 };
type Kind = Parameters<typeof dns>[1];

function lookUp(
  script: Script,
  kind: Kind,
  answer: { code?: number; addresses?: string[] } | null,
  name = NAME,
): Script {
  datagram(script, ASK, dns(name, kind));
  return answer === null ? script : datagram(script, reverse(ASK), dns(name, kind, { code: 3, ...answer }));
}
const phone = (more = {}) => setUp(new Script(), { pcscf: [], asks: [0x000d], ...more });

test('NXDOMAIN for all questions: proven', async () => {
  const script = lookUp(lookUp(phone(), 'A', {}), 'AAAA', {});
  const [found, ...more] = await findingsOf('P09', script.wait(20).frame(TICK));
  expect(found).toMatchObject({ severity: 'error', confidence: 'certain', callId: null });
  expect(found?.detail).toBe(
    `DNS A ${NAME}: NXDOMAIN, nothing found; frames 3–4. DNS AAAA ${NAME}: NXDOMAIN, nothing found; frames 5–6.`,
  );
  expect(more).toEqual([]);
});

test('without an answer, also in a capture of the UE without its connection', async () => {
  const [found] = await findingsOf('P09', lookUp(new Script(), 'A', null).wait(20).frame(TICK));
  expect(found).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(found?.detail).toContain('no answer');
});

test('a warning if the network gives an address as well', async () => {
  expect(
    await findingsOf(
      'P09',
      lookUp(phone({ pcscf: ['10.0.0.2'] }), 'A', {})
        .wait(20)
        .frame(TICK),
    ),
  ).toMatchObject([{ severity: 'warning', confidence: 'likely' }]);
});

test.each([
  [
    'another question is answered',
    lookUp(lookUp(phone(), 'AAAA', { code: 0 }), 'A', { code: 0, addresses: ['10.0.0.2'] }),
  ],
  ['the name is that of an ePDG', lookUp(phone(), 'A', {}, 'epdg.epc.mnc001.mcc001.pub.3gppnetwork.org')],
  ['it registers', lookUp(phone(), 'A', {}).register()],
])('not if %s', async (_, script) => {
  expect(await findingsOf('P09', script.wait(20).frame(TICK))).toEqual([]);
});

test('a CSCF cannot resolve it: a warning for addresses, a note for SRV', async () => {
  const options = (script: Script) =>
    script.clear('OPTIONS sip:ims SIP/2.0', { cseq: 7 }).wait(20).frame(TICK);
  expect(await findingsOf('P09', options(lookUp(new Script(), 'A', {})))).toMatchObject([
    { severity: 'warning', confidence: 'likely', title: 'A CSCF cannot resolve the name of the P-CSCF' },
  ]);
  expect(await findingsOf('P09', options(lookUp(new Script(), 'SRV', {})))).toMatchObject([
    { severity: 'note', confidence: 'possible' },
  ]);
  const pcscf = datagram(new Script().registerMw(), { ...ASK, source: '10.20.0.1' }, dns(NAME, 'SRV'));
  expect(await findingsOf('P09', pcscf.wait(20).frame(TICK))).toMatchObject([{ severity: 'note' }]);
});

test('not if the capture ends before the answer', async () => {
  expect(await findingsOf('P09', lookUp(phone(), 'A', null).wait(1).frame(TICK))).toEqual([]);
});
