import { expect, test } from 'vitest';
import { CIPHERED_NAS, nasTransport } from '../../../support/access/access-packets.ts';
import { datagram, overSctp, registersAs, setUp, TICK } from '../../../support/access/discovery.ts';
import { dns } from '../../../support/access/lookup-packets.ts';
import { diagnosed, findingsOf, Script } from '../../../support/events/script.ts';

const withoutPcscf = (more = {}) =>
  setUp(new Script(), { pcscf: [], ...more })
    .wait(20)
    .frame(TICK);

test('asked for, none given, on the IMS APN: proven', async () => {
  const [found, ...more] = await findingsOf('P01', withoutPcscf());
  expect(found).toMatchObject({ severity: 'error', confidence: 'certain', settle: null, callId: null });
  expect(found?.detail).toBe(
    'PDN ims: the UE asks for the address of a P-CSCF (IPv4), and the answer gives none.',
  );
  expect(found?.frames.map(({ frame }) => frame)).toEqual([1, 2]);
  expect(more).toEqual([]);
});

test('on another APN the UE may ask for one elsewhere as well', async () => {
  expect(await findingsOf('P01', withoutPcscf({ apn: 'internet' }))).toMatchObject([
    { severity: 'warning', confidence: 'likely' },
  ]);
});

test('ciphered NAS may hide another connection', async () => {
  const nas = nasTransport('s1ap', { initial: true }, CIPHERED_NAS);
  const script = overSctp(withoutPcscf(), 18, nas);
  expect(await findingsOf('P01', script)).toMatchObject([{ confidence: 'likely' }]);
});

test.each([
  ['one is given', setUp(new Script())],
  ['none was asked for', withoutPcscf({ asks: [0x000d] })],
  ['the connection is rejected', withoutPcscf({ cause: 94 })],
  ['nothing answers', withoutPcscf({ cause: null })],
  ['it is for emergency calls', withoutPcscf({ apn: 'sos' })],
  ['another connection has one', setUp(withoutPcscf({ apn: 'internet' }), { ebi: 6, ue: '10.0.0.7' })],
])('not if %s', async (_, script) => {
  expect(await findingsOf('P01', script.wait(20).frame(TICK))).toEqual([]);
});

test('not if the UE registers all the same, or finds a P-CSCF by DNS', async () => {
  expect(await findingsOf('P01', withoutPcscf().register().challenge().wait(20).frame(TICK))).toEqual([]);
  const ask = { source: '10.0.0.1', sourcePort: 40000, destination: '8.8.8.8', destinationPort: 53 };
  const back = { source: '8.8.8.8', sourcePort: 53, destination: '10.0.0.1', destinationPort: 40000 };
  const script = datagram(withoutPcscf(), ask, dns('pcscf.ims.example', 'A'));
  datagram(script, back, dns('pcscf.ims.example', 'A', { code: 0, addresses: ['10.0.0.2'] }));
  expect(await findingsOf('P01', script.wait(20).frame(TICK))).toEqual([]);
});

test('a registration of another subscriber does not matter, one of an unknown subscriber may be its own', async () => {
  const flow = { source: '10.9.9.9' };
  const other = withoutPcscf().register({ flow, headers: registersAs('001010000000077') });
  expect(await findingsOf('P01', other.wait(20).frame(TICK))).toHaveLength(1);
  expect(await findingsOf('P01', withoutPcscf().register({ flow }).wait(20).frame(TICK))).toEqual([]);
});

test('many phones make one finding', async () => {
  const script = new Script();
  for (let i = 1; i < 30; i++)
    setUp(script, { pcscf: [], imsi: `0010100000000${10 + i}`, ue: `10.0.1.${i}` });
  const { findings } = await diagnosed(script.wait(20).frame(TICK));
  const [found] = findings.filter(({ rule }) => rule === 'P01');
  expect(found?.detail).toMatch(/The same is true of 28 others\.$/);
});
