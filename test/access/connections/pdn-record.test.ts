import { describe, expect, test } from 'vitest';
import { PdnRecord } from '../../../src/access/connections/pdn-record.ts';
import { type Cause, type SessionMessage, sessionMessage } from '../../../src/access/facts.ts';
import { bearer, gtpCauseOf, pcoAsking, pcoGiving } from '../../support/access/gtp-sessions.ts';
import { NODE, placeAt } from '../../support/access/places.ts';

const at = (seconds: number) => placeAt(seconds, NODE.mme, NODE.sgw);
const record = (seconds: number, begun = true) => new PdnRecord(at(seconds), { begun });

const connect = (part: SessionMessage['part'], members: Partial<SessionMessage> = {}) =>
  sessionMessage('gtpv2', `Create ${part}`, 'connect', part, members);

const told = (kind: Cause['kind'], number: number): Cause => ({ kind, number, name: null });

/** A connection with these messages about its set-up, a second apart. */
function withMessages(...messages: readonly SessionMessage[]): PdnRecord {
  const made = record(1);
  for (const [i, message] of messages.entries()) {
    made.saw(message, at(i + 1));
    made.take(message, at(i + 1));
  }
  return made;
}

describe('what was asked and what is given', () => {
  test('stand beside each other', () => {
    const pdn = withMessages(
      connect('request', {
        apn: 'IMS',
        pdnType: 'ipv4v6',
        ue: ['192.0.2.99'],
        pco: pcoAsking(0x000c, 0x000d),
        ambr: { downKbps: 1, upKbps: 1 },
        bearers: [bearer({ qci: 9 })],
      }),
      connect('accept', {
        apn: 'ims.mnc001.mcc001.gprs',
        pdnType: 'ipv4',
        ue: ['192.0.2.5'],
        pco: pcoGiving('198.51.100.7', '198.51.100.8'),
        ambr: { downKbps: 2, upKbps: 2 },
        bearers: [bearer({ qci: 5 })],
        cause: told('esm', 50),
      }),
    );
    expect(pdn).toMatchObject({
      apn: 'ims.mnc001.mcc001.gprs',
      pdnTypeAsked: 'ipv4v6',
      pdnType: 'ipv4',
      ue: ['192.0.2.5'],
      containersAsked: [0x000c, 0x000d],
      containersGiven: [0x000c, 0x000c],
      pcscfAsked: ['ipv4'],
      pcscf: ['198.51.100.7', '198.51.100.8'],
      ambr: { downKbps: 2 },
      qci: 5,
      result: 'accepted',
      cause: { number: 50 },
    });
  });

  test('what an answer leaves out is as it was asked for', () => {
    const pdn = withMessages(
      connect('request', { apn: 'ims', bearers: [bearer({ qci: 5 })] }),
      connect('accept'),
    );
    expect([pdn.apn, pdn.qci, pdn.pdnType]).toEqual(['ims', 5, null]);
  });

  test('messages about further bearers do not change the default one', () => {
    const pdn = withMessages(
      connect('request', { bearers: [bearer({ id: 5, qci: 5 })] }),
      connect('accept', { bearers: [bearer({ id: 5, qci: 5 })] }),
      sessionMessage('gtpv2', 'Create Bearer Request', 'add-bearer', 'request', {
        bearers: [bearer({ qci: 1 })],
        ue: ['203.0.113.1'],
      }),
    );
    expect([pdn.qci, pdn.ue]).toEqual([5, []]);
  });
});

describe('the cause', () => {
  test('of an acceptance is none', () => {
    expect(withMessages(connect('request'), connect('accept', { cause: gtpCauseOf(16) })).cause).toBeNull();
    expect(withMessages(connect('accept', { cause: told('gtpv1', 128) })).cause).toBeNull();
  });

  test.each([
    ['before', [told('esm', 33), gtpCauseOf(93)]],
    ['after', [gtpCauseOf(93), told('esm', 33)]],
  ])('that the phone is told counts, also if it came %s that of the core', (_, causes) => {
    const pdn = withMessages(connect('request'), ...causes.map(cause => connect('reject', { cause })));
    expect([pdn.result, pdn.cause]).toEqual(['rejected', told('esm', 33)]);
  });

  test('of a bearer is not that of the connection', () => {
    const refused = sessionMessage('gtpv2', 'Create Bearer Response', 'add-bearer', 'reject', {
      cause: gtpCauseOf(94),
    });
    const pdn = withMessages(connect('request'), connect('accept'), refused);
    expect([pdn.result, pdn.cause]).toEqual(['accepted', null]);
  });
});

describe('without an answer', () => {
  const message = (procedure: SessionMessage['procedure'], part: SessionMessage['part']) =>
    sessionMessage('gtpv2', 'x', procedure, part);

  test.each([
    ['confirm', 'accept'],
    ['modify', 'accept'],
    ['add-bearer', 'request'],
    ['update-bearer', 'accept'],
  ] as const)('it is accepted if %s (%s) shows that it stands', (procedure, part) => {
    expect(withMessages(connect('request'), message(procedure, part)).result).toBe('accepted');
  });

  test.each([
    ['information', 'accept'],
    ['modify', 'request'],
    ['modify', 'reject'],
    ['add-bearer', 'reject'],
    ['release', 'request'],
    ['release', 'accept'],
    ['release-bearer', 'request'],
    ['other', 'reject'],
  ] as const)('%s (%s) shows nothing', (procedure, part) => {
    expect(withMessages(connect('request'), message(procedure, part)).result).toBe('unanswered');
  });

  test('what stands is not accepted once more after a refusal', () => {
    expect(withMessages(connect('reject'), message('modify', 'accept')).result).toBe('rejected');
  });
});

test('a refusal outlasts an acceptance, by whoever decides', () => {
  expect(withMessages(connect('request'), connect('reject'), connect('accept')).result).toBe('rejected');
});

test('a set-up is asked for again while nobody answered, for a minute', () => {
  const pdn = withMessages(connect('request'));
  expect([pdn.isAskedAgainAt(at(40)), pdn.isAskedAgainAt(at(62))]).toEqual([true, false]);
  pdn.take(connect('accept'), at(41));
  expect(pdn.isAskedAgainAt(at(42))).toBe(false);
});

describe('a set-up that begins after another was decided', () => {
  const answered = withMessages(connect('request'), connect('accept'));

  test('is another one', () => {
    expect([record(5).isAfter(answered), answered.isAfter(record(5))]).toEqual([true, false]);
    expect(record(5).isAfter(record(2, false))).toBe(true);
  });

  test('not if it began before, or nobody answered, or its beginning was not seen, or clocks may differ', () => {
    expect(record(1).isAfter(answered)).toBe(false);
    expect(record(500).isAfter(record(1))).toBe(false);
    expect(record(500, false).isAfter(answered)).toBe(false);
    expect(record(3).isAfter(answered)).toBe(false);
  });
});

describe('two that are one', () => {
  test('have the messages of both in their order, from the first', () => {
    const [one, other] = [record(1), record(2)];
    for (const seconds of [1, 4])
      one.saw({ carrier: 's1ap', name: `one ${seconds}`, part: 'request', cause: null }, at(seconds));
    for (const seconds of [2, 3])
      other.saw({ carrier: 'gtpv2', name: `other ${seconds}`, part: 'request', cause: null }, at(seconds));
    one.absorb(other);
    expect(one.steps.map(({ name }) => name)).toEqual(['one 1', 'other 2', 'other 3', 'one 4']);
    expect(one.frames.map(({ frame }) => frame)).toEqual([1, 2, 3, 4]);
    expect(one.via).toEqual(['s1ap', 'gtpv2']);
    expect(other.root).toBe(one);
  });

  test('have what either has, and what the earlier has first', () => {
    const one = withMessages(connect('request', { apn: 'ims', linked: 6, msisdn: '49' }));
    const other = withMessages(
      connect('accept', {
        apn: 'IMS',
        imei: '35',
        interfaceId: '00000000000000aa',
        ue: ['2001:db8::1'],
        pco: pcoGiving('2001:db8::7'),
        bearers: [bearer({ qci: 5, tunnels: ['10.0.0.3 0x00000031'] })],
      }),
    );
    other.bearerOf(bearer({ id: 7, qci: 1 }))?.take(bearer({ id: 7, qci: 1 }));
    one.absorb(other);
    expect(one).toMatchObject({
      apn: 'ims',
      id: 6,
      msisdn: '49',
      imei: '35',
      interfaceId: '00000000000000aa',
      ue: ['2001:db8::1'],
      pcscf: ['2001:db8::7'],
      containersGiven: [0x000c],
      qci: 5,
      tunnels: ['10.0.0.3 0x00000031'],
      result: 'accepted',
    });
    expect(one.bearers.map(({ id, qci }) => [id, qci])).toEqual([[7, 1]]);
  });

  const pending = () => withMessages(connect('request'));
  const accepted = () => withMessages(connect('request'), connect('accept'));
  const rejected = () => withMessages(connect('request'), connect('reject'));
  const standing = () => record(1, false);
  const refused = () => {
    const made = record(1, false);
    made.take(connect('reject'), at(1));
    return made;
  };

  test.each([
    ['unanswered', pending, pending],
    ['accepted', pending, accepted],
    ['accepted', accepted, pending],
    ['rejected', accepted, rejected],
    ['rejected', pending, refused],
    ['rejected', refused, pending],
    ['accepted', standing, pending],
    ['accepted', pending, standing],
    ['accepted', standing, standing],
    ['rejected', standing, refused],
  ] as const)('are %s', (result, first, second) => {
    const one = first();
    one.absorb(second());
    expect(one.result).toBe(result);
  });
});

test('what a hostile capture says of one connection is bounded', () => {
  const pdn = record(1);
  for (let i = 0; i < 1000; i++) {
    pdn.saw({ carrier: 'gtpv2', name: 'x', part: 'request', cause: null }, at(i));
    pdn.take(connect('accept', { ue: [`192.0.2.${i}`], controlTunnels: [`a ${i}`] }), at(i));
    pdn.bearerOf(bearer({ tunnels: [`b ${i}`] }))?.take(bearer({ tunnels: [`b ${i}`] }));
  }
  expect([
    pdn.steps.length,
    pdn.frames.length,
    pdn.ue.length,
    pdn.tunnels.length,
    pdn.bearers.length,
  ]).toEqual([200, 200, 32, 32, 64]);
});
