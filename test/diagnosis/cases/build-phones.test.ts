import { describe, expect, test } from 'vitest';
import { imsiOf } from '../../../src/diagnosis/cases/build-phones.ts';
import { framedAddress, text } from '../../support/access/diameter-messages.ts';
import { datagram, IMSI, RxConnection, registersAs, setUp } from '../../support/access/discovery.ts';
import { dns } from '../../support/access/lookup-packets.ts';
import { avp } from '../../support/captures/diameter.ts';
import { latin1 } from '../../support/captures/packets.ts';
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

describe('Rx by the charging identity', () => {
  const vector = (id: string) => ({ headers: { 'P-Charging-Vector': `icid-value=${id};orig-ioi=ims` } });
  /** Two phones, each with a connection and a registration that the P-CSCF passes on with its own ICID. */
  const two = () => {
    const script = setUp(new Script());
    setUp(script, { imsi: '001010000000002', ue: '10.0.0.8', ebi: 6 }).wait(1);
    script.register({ callId: 'a' }).registerMw({ callId: 'a', ...vector('icid-a') });
    script.register({ callId: 'b', flow: { source: '10.0.0.8' } });
    return script.registerMw({ callId: 'b', ...vector('icid-b') });
  };
  /** For each registration the commands of Rx of its phone. */
  const policyOf = async (script: Script) =>
    (await factsOf(script)).cases.map(({ phone }) => phone?.policy.map(({ command }) => command));
  const charged = (icid: string) => avp(505, 10_415, latin1(icid));

  test('an AAR that names no address', async () => {
    const script = two();
    new RxConnection(script)
      .message(265, true, 1, charged('icid-b'), text(263, 's;2', 0))
      .aaa(2001, { session: 's;2' });
    expect(await policyOf(script)).toEqual([[], ['AAR', 'AAA']]);
  });

  test('before its address', async () => {
    const script = two();
    new RxConnection(script).message(265, true, 1, charged('icid-b'), framedAddress('10.0.0.1'));
    expect(await policyOf(script)).toEqual([[], ['AAR']]);
  });

  test.each(['icid-c', 'icid', 'ICID-B', 'icid-b2'])(
    '%s is of neither, and the address decides',
    async icid => {
      const script = two();
      new RxConnection(script).message(265, true, 1, charged(icid), framedAddress('10.0.0.1'));
      expect(await policyOf(script)).toEqual([['AAR'], []]);
    },
  );

  test('of a call, as both phones have it: the address decides', async () => {
    const call = { callId: 'call', method: 'INVITE', cseq: 9, ...vector('icid-call') };
    const script = two().clear('INVITE sip:bob@ims SIP/2.0', call);
    script.clear('INVITE sip:bob@ims SIP/2.0', {
      ...call,
      flow: { source: '10.0.0.2', destination: '10.0.0.8' },
    });
    new RxConnection(script).message(265, true, 1, charged('icid-call'), framedAddress('10.0.0.8'));
    expect(await policyOf(script)).toEqual([[], ['AAR']]);
    const alone = two().clear('INVITE sip:bob@ims SIP/2.0', call);
    new RxConnection(alone).message(265, true, 1, charged('icid-call'));
    expect(await policyOf(alone)).toEqual([['AAR'], []]);
  });

  test('of a phone without a connection', async () => {
    const script = new Script().register({ callId: 'a' }).registerMw({ callId: 'a', ...vector('icid-a') });
    new RxConnection(script).message(265, true, 1, charged('icid-a'), framedAddress('10.9.9.9'));
    expect(await policyOf(script)).toEqual([['AAR']]);
  });
});
