import { expect, test } from 'vitest';
import { imsiOf } from '../../../src/diagnosis/cases/build-phones.ts';
import { datagram, IMSI, RxConnection, registersAs, setUp } from '../../support/access/discovery.ts';
import { dns } from '../../support/access/lookup-packets.ts';
import { factsOf, Script } from '../../support/events/script.ts';

const joined = async (script: Script) =>
  (await factsOf(script)).cases.map(({ connection }) => connection?.frames[0]?.frame ?? null);

test('a registration belongs to the connection that has its address, the latest before it', async () => {
  const script = setUp(setUp(new Script(), { ue: '10.0.0.9' }).wait(1)).wait(1);
  setUp(script.wait(5), { ebi: 6 }).wait(1).register();
  expect(await joined(setUp(script.wait(5)))).toEqual([5]);
});

test('two subscribers with one address: to neither, unless the IMSI says which', async () => {
  const two = () => setUp(setUp(new Script(), { imsi: '001010000000002' }).wait(2));
  expect(await joined(two().register())).toEqual([null]);
  expect(await joined(two().register({ headers: registersAs('001010000000002') }))).toEqual([1]);
});

test('the address of another subscriber does not join', async () => {
  const script = setUp(new Script(), { imsi: '001010000000002' }).register({ headers: registersAs() });
  expect(await joined(script)).toEqual([null]);
});

test('by the prefix of an IPv6 address', async () => {
  const script = setUp(new Script(), { type: 2, given: 2, ue: '2001:db8:1::', pcscf: [] });
  expect(
    await joined(script.register({ flow: { source: '2001:db8:1::77', destination: '2001:db8:2::1' } })),
  ).toEqual([1]);
});

test('a phone by its IMSI, without a connection for sure', async () => {
  const [one] = (await factsOf(setUp(new Script(), { ue: '10.0.0.9' }).register({ headers: registersAs() })))
    .cases;
  expect(one?.connection).toBeNull();
  expect(one?.phone?.imsi).toBe(IMSI);
});

test('a rejected connection, and one that begins later, are nobody’s', async () => {
  expect(await joined(setUp(new Script(), { cause: 94 }).register())).toEqual([null]);
  expect(await joined(setUp(new Script().register().wait(5)))).toEqual([null]);
});

test('Rx by address, by subscriber and by session; questions by who asks', async () => {
  const script = setUp(new Script());
  new RxConnection(script).aar().aaa(2001).message(274, true, 9);
  const ask = { source: '10.0.0.1', sourcePort: 40000, destination: '8.8.8.8', destinationPort: 53 };
  datagram(script, ask, dns('pcscf.ims.example', 'A'));
  datagram(script, { ...ask, source: '10.0.0.77' }, dns('pcscf.ims.example', 'AAAA'));
  const { phones } = await factsOf(script.register());
  const [first, stranger] = phones;
  expect(first?.policy.map(({ command }) => command)).toEqual(['AAR', 'AAA']);
  expect(first?.lookups.map(({ lookup }) => lookup?.type)).toEqual(['A']);
  expect(first?.registrations).toHaveLength(1);
  expect(stranger?.lookups.map(({ lookup }) => lookup?.type)).toEqual(['AAAA']);
  expect(stranger?.connections).toEqual([]);
});

test.each([
  ['001010000000001@ims.mnc001.mcc001.3gppnetwork.org', null, IMSI],
  [null, 'sip:001010000000001@ims', IMSI],
  ['alice@ims', 'sip:+491234567890123@ims', null],
  [null, 'tel:001010000000001', null],
  [null, null, null],
])('the IMSI in %s and %s', (impi, impu, imsi) => {
  expect(imsiOf({ impi, impu })).toBe(imsi);
});
