import { describe, expect, test } from 'vitest';
import { GtpJoiner, type GtpSession } from '../../../src/access/connections/gtp-joiner.ts';
import { MobilityList } from '../../../src/access/connections/mobility-list.ts';
import { NasJoiner } from '../../../src/access/connections/nas-joiner.ts';
import { PdnTable } from '../../../src/access/connections/pdn-table.ts';
import type { Place } from '../../../src/access/connections/place.ts';
import { tunnelKey } from '../../../src/access/facts.ts';
import type { MobilityEvent } from '../../../src/access/mobility.ts';
import type { NasIdentity } from '../../../src/access/nas/identity.ts';
import type { Pdn } from '../../../src/access/pdn.ts';
import { bearer, gtpAnswer, gtpRequest, pcoAsking, pcoGiving } from '../../support/access/gtp-sessions.ts';
import { type Carried, carrying, esm, fiveGsm } from '../../support/access/nas-messages.ts';
import { NODE, placeAt } from '../../support/access/places.ts';

const { enb, otherEnb, mme, sgw, pgw } = NODE;
const IMSI = '001010000000001';
const OTHER_IMSI = '001010000000002';
const GUTI = '001-01-0002-01-c0000b2a';
const TMSI = '01-c0000b2a';

const NOBODY: NasIdentity = { imsi: null, imei: null, guti: null };
const called = (identity: Partial<NasIdentity>) => ({ identities: [{ ...NOBODY, ...identity }] });

type Step = readonly [message: Carried | GtpSession, place: Place];

function joined(steps: readonly Step[], connections = 100) {
  const all: Pdn[] = [];
  const table = new PdnTable({ connections, messages: 1000 }, pdn => all.push(pdn));
  const decisions: MobilityEvent[] = [];
  const mobility = new MobilityList(100, event => decisions.push(event));
  const nas = new NasJoiner(table, { connections, messages: 1000 }, mobility);
  const gtp = new GtpJoiner(table, { connections, messages: 1000 });
  const hashes = new Map<unknown, number>();
  for (const [message, place] of steps) {
    const hash = hashes.get(message) ?? hashes.size + 1;
    hashes.set(message, hash);
    if ('pdu' in message) nas.take(message.pdu, message.readings, hash, place);
    else gtp.take(message, hash, null, place);
  }
  mobility.end();
  table.end();
  return { all, decisions, statistics: nas.statistics };
}

const SCTP = { sourcePort: 36412, destinationPort: 36412 };
const up = (seconds: number, from: string = enb) => placeAt(seconds, from, mme, SCTP);
const down = (seconds: number, to: string = enb) => placeAt(seconds, mme, to, SCTP);
const framesOf = ({ frames }: Pick<Pdn, 'frames'>) => frames.map(({ frame }) => frame).join(' ');

const asked = (transaction: number, members: Parameters<typeof esm>[1] = {}) =>
  esm('PDN connectivity request', { transaction, apn: 'ims', pco: pcoAsking(0x000c), ...members });
const given = (transaction: number, id: number, members: Parameters<typeof esm>[1] = {}) =>
  esm('Activate default EPS bearer context request', {
    transaction,
    linked: id,
    apn: 'ims',
    ue: ['192.0.2.5'],
    pco: pcoGiving('198.51.100.7'),
    bearers: [bearer({ id, qci: 5 })],
    ...members,
  });

describe('a set-up in NAS-EPS', () => {
  test('is joined by the association of the phone and the procedure transaction', () => {
    const { all } = joined([
      [carrying({ initial: true }, { session: asked(3), ...called({ imsi: IMSI }) }), up(1)],
      [carrying({}, { session: given(3, 6) }), down(2)],
    ]);
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({
      imsi: IMSI,
      begun: true,
      id: 6,
      apn: 'ims',
      result: 'accepted',
      qci: 5,
      pcscfAsked: ['ipv4'],
      pcscf: ['198.51.100.7'],
      coreId: 100,
      radioId: 1,
      via: ['s1ap'],
    });
  });

  test('of two phones with the same numbers at two eNBs is told apart', () => {
    const { all } = joined([
      [carrying({ initial: true }, { session: asked(3), ...called({ imsi: IMSI }) }), up(1)],
      [carrying({ initial: true }, { session: asked(3), ...called({ imsi: OTHER_IMSI }) }), up(2, otherEnb)],
      [carrying({}, { session: given(3, 5, { ue: ['192.0.2.9'] }) }), down(3, otherEnb)],
      [carrying({}, { session: given(3, 5) }), down(4)],
    ]);
    expect(all.map(pdn => [pdn.imsi, pdn.ue, framesOf(pdn)])).toEqual([
      [IMSI, ['192.0.2.5'], '1 4'],
      [OTHER_IMSI, ['192.0.2.9'], '2 3'],
    ]);
  });

  test('of two phones at one eNB too, and two of one phone by their transactions', () => {
    const { all } = joined([
      [carrying({ radioId: 1 }, { session: asked(3) }), up(1)],
      [carrying({ radioId: 2 }, { session: asked(3, { apn: 'internet' }) }), up(2)],
      [carrying({ radioId: 1 }, { session: asked(4, { apn: 'xcap' }) }), up(3)],
      [carrying({ radioId: 2 }, { session: given(3, 5, { apn: 'internet' }) }), down(4)],
      [carrying({ radioId: 1 }, { session: given(4, 7, { apn: 'xcap' }) }), down(5)],
      [carrying({ radioId: 1 }, { session: given(3, 6) }), down(6)],
    ]);
    expect(all.map(pdn => [pdn.apn, pdn.id, framesOf(pdn)])).toEqual([
      ['ims', 6, '1 6'],
      ['internet', 5, '2 4'],
      ['xcap', 7, '3 5'],
    ]);
  });

  test('has the APN that the phone tells when it is asked', () => {
    const { all } = joined([
      [carrying({}, { session: asked(3, { apn: null, pco: null }) }), up(1)],
      [
        carrying(
          {},
          {
            session: esm('ESM information response', {
              transaction: 3,
              apn: 'ims',
              pco: pcoAsking(0x000c),
            }),
          },
        ),
        up(2),
      ],
    ]);
    expect(all.map(pdn => [pdn.apn, pdn.pcscfAsked, pdn.result])).toEqual([['ims', ['ipv4'], 'unanswered']]);
  });

  test('that is refused has the cause that the phone is told', () => {
    const cause = { kind: 'esm', number: 27, name: null } as const;
    const { all } = joined([
      [carrying({}, { session: asked(3) }), up(1)],
      [carrying({}, { session: esm('PDN connectivity reject', { transaction: 3, cause }) }), down(2)],
    ]);
    expect(all[0]).toMatchObject({ result: 'rejected', cause });
  });

  test('that the phone refuses afterwards is refused', () => {
    const { all } = joined([
      [carrying({}, { session: asked(3) }), up(1)],
      [carrying({}, { session: given(3, 6) }), down(2)],
      [
        carrying(
          {},
          {
            session: esm('Activate default EPS bearer context reject', {
              linked: 6,
              cause: { kind: 'esm', number: 26, name: null },
              bearers: [bearer({ id: 6 })],
            }),
          },
        ),
        up(3),
      ],
    ]);
    expect(all.map(pdn => [pdn.result, pdn.cause?.number])).toEqual([['rejected', 26]]);
  });

  test('a refused attach, which names no transaction, refuses the one that is under way', () => {
    const cause = { kind: 'emm', number: 15, name: null } as const;
    const reject = carrying({}, { session: esm('Attach reject', { cause }) });
    expect(
      joined([
        [carrying({ initial: true }, { session: asked(3) }), up(1)],
        [reject, down(2)],
      ]).all.map(pdn => [pdn.result, pdn.cause]),
    ).toEqual([['rejected', cause]]);
    expect(joined([[reject, down(2)]]).all).toEqual([]);
  });

  test('without its request has no beginning', () => {
    const { all } = joined([[carrying({}, { session: given(3, 6) }), down(1)]]);
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({ begun: false, result: 'accepted', id: 6, pcscf: ['198.51.100.7'] });
  });

  test('sent again is the same while nothing was answered for a short time', () => {
    const request = carrying({}, { session: asked(3) });
    const { all } = joined([
      [request, up(1)],
      [request, up(9)],
      [request, up(300)],
      [carrying({}, { session: given(3, 6) }), down(301)],
      [request, up(310)],
    ]);
    expect(all.map(pdn => [pdn.result, framesOf(pdn)])).toEqual([
      ['unanswered', '1 9'],
      ['accepted', '300 301'],
      ['unanswered', '310'],
    ]);
  });

  test('without an identity of its phone it is nobody’s', () => {
    const { all, statistics } = joined([
      [carrying({ radioId: null }, { session: asked(3) }), up(1)],
      [carrying({}, { ciphered: true }), up(2)],
    ]);
    expect(all).toEqual([]);
    expect(statistics).toEqual({ messages: 1, ciphered: 1 });
  });
});

describe('a phone', () => {
  test('is known by its GUTI without an IMSI, and again by its S-TMSI in another association', () => {
    const dedicated = esm('Activate dedicated EPS bearer context request', {
      linked: 6,
      bearers: [bearer({ id: 7, qci: 1 })],
    });
    const { all } = joined([
      [carrying({ initial: true }, { session: asked(3), ...called({ guti: GUTI }) }), up(1)],
      [carrying({}, { session: given(3, 6) }), down(2)],
      [carrying({ released: true }), up(3)],
      [carrying({ initial: true, radioId: 9, tmsi: TMSI }), up(4)],
      [carrying({ radioId: 9 }, { session: dedicated }), down(5)],
    ]);
    expect(all.map(pdn => [pdn.imsi, pdn.guti, framesOf(pdn), pdn.bearers.length])).toEqual([
      [null, GUTI, '1 2 5', 1],
    ]);
  });

  test('a GUTI that is given anew is not that of the phone which had it', () => {
    const { all } = joined([
      [carrying({ initial: true }, { session: asked(3), ...called({ guti: GUTI }) }), up(1)],
      [carrying({ initial: true, radioId: 2 }, { session: asked(3) }), up(2)],
      [carrying({ radioId: 2 }, { session: given(3, 5), ...called({ guti: GUTI, imsi: IMSI }) }), down(3)],
    ]);
    expect(all.map(pdn => [pdn.imsi, framesOf(pdn)])).toEqual([
      [null, '1'],
      [IMSI, '2 3'],
    ]);
  });

  test('the same radio number after a release, or in a new first message, is of another phone', () => {
    const { all } = joined([
      [carrying({ initial: true }, { session: asked(3), ...called({ imsi: IMSI }) }), up(1)],
      [carrying({ initial: true }, { session: asked(3), ...called({ imsi: OTHER_IMSI }) }), up(20)],
      [carrying({}, { session: given(3, 6) }), down(21)],
    ]);
    expect(all.map(pdn => [pdn.imsi, pdn.result])).toEqual([
      [IMSI, 'unanswered'],
      [OTHER_IMSI, 'accepted'],
    ]);
  });

  test('the same radio number after a release is of another phone, also without its first message', () => {
    const { all } = joined([
      [carrying({ initial: true }, { session: asked(3), ...called({ imsi: IMSI }) }), up(1)],
      [carrying({ released: true }), up(2)],
      [carrying({}, { session: given(3, 6) }), down(20)],
    ]);
    expect(all.map(pdn => [pdn.imsi, pdn.begun, pdn.result])).toEqual([
      [IMSI, true, 'unanswered'],
      [null, false, 'accepted'],
    ]);
  });

  test('that tells its IMSI later has told it for what it asked before', () => {
    const { all } = joined([
      [carrying({ initial: true }, { session: asked(3) }), up(1)],
      [carrying({}, called({ imsi: IMSI, imei: '3512345678901234' })), up(2)],
    ]);
    expect(all.map(pdn => [pdn.imsi, pdn.imei, framesOf(pdn)])).toEqual([[IMSI, '3512345678901234', '1']]);
  });

  test('that told its IMEI before it asks has told it for what it asks', () => {
    const { all } = joined([
      [carrying({ initial: true }, called({ imei: '3512345678901234' })), up(1)],
      [carrying({}, { session: asked(3) }), up(2)],
    ]);
    expect(all.map(pdn => pdn.imei)).toEqual(['3512345678901234']);
  });

  test('a copy of its first message, from a second interface, begins nothing', () => {
    const first = carrying({ initial: true }, { session: asked(3) });
    const { all } = joined([
      [first, up(1)],
      [first, { ...up(1), frames: [2] }],
      [carrying({}, { session: given(3, 6) }), down(3)],
    ]);
    expect(all.map(framesOf)).toEqual(['1 2 3']);
  });
});

describe('a connection on S1AP, S11 and S5', () => {
  const voice = tunnelKey(sgw, 0x61);
  const user = tunnelKey(sgw, 0x31);
  const request = (sequence: number, members: Parameters<typeof gtpRequest>[2] = {}) =>
    gtpRequest('Create Session', { sequence }, { imsi: IMSI, apn: 'ims', linked: 6, ...members });
  const answer = (sequence: number) =>
    gtpAnswer(
      'Create Session',
      { sequence },
      {
        linked: 6,
        ue: ['192.0.2.5'],
        bearers: [bearer({ id: 6, tunnels: [user] })],
        controlTunnels: [tunnelKey(sgw, 0x21)],
      },
    );

  test('is one, though NAS has no IMSI', () => {
    const { all } = joined([
      [carrying({ initial: true, tmsi: TMSI }, { session: asked(3) }), up(1)],
      [request(7, { pco: pcoAsking(0x000c) }), placeAt(2, mme, sgw)],
      [request(40), placeAt(3, sgw, pgw)],
      [answer(40), placeAt(4, pgw, sgw)],
      [answer(7), placeAt(5, sgw, mme)],
      [
        carrying(
          {},
          {
            session: given(3, 6),
            bearers: [bearer({ id: 6, qci: 5, tunnels: [user] })],
            ...called({ guti: GUTI }),
          },
        ),
        down(6),
      ],
    ]);
    expect(all.map(pdn => [pdn.imsi, pdn.guti, pdn.result, framesOf(pdn)])).toEqual([
      [IMSI, GUTI, 'accepted', '1 2 3 4 5 6'],
    ]);
    expect(all[0]).toMatchObject({ via: ['s1ap', 'gtpv2'], id: 6, pcscf: ['198.51.100.7'] });
  });

  test('of two phones at once are told apart by the tunnel end that NAS and GTP-C name', () => {
    const theirs = tunnelKey(sgw, 0x32);
    const { all } = joined([
      [carrying({ initial: true }, { session: asked(3) }), up(1)],
      [carrying({ initial: true }, { session: asked(3) }), up(2, otherEnb)],
      // Which of the two asks cannot be known yet.
      [request(7), placeAt(3, mme, sgw)],
      [answer(7), placeAt(4, sgw, mme)],
      [
        carrying({}, { session: given(3, 6), bearers: [bearer({ id: 6, tunnels: [theirs] })] }),
        down(5, otherEnb),
      ],
      [carrying({}, { session: given(3, 6), bearers: [bearer({ id: 6, tunnels: [user] })] }), down(6)],
    ]);
    expect(all.map(pdn => [pdn.imsi, framesOf(pdn)])).toEqual([
      [IMSI, '1 3 4 6'],
      [null, '2 5'],
    ]);
  });

  test('a dedicated bearer asked for on S11 and S1AP is one, refused by the phone', () => {
    const cause = { kind: 'esm', number: 31, name: null } as const;
    const asks = bearer({ qci: 1, tunnels: [voice] });
    const { all } = joined([
      [request(7, { controlTunnels: [tunnelKey(mme, 0x11)] }), placeAt(1, mme, sgw)],
      [answer(7), placeAt(2, sgw, mme)],
      [
        gtpRequest('Create Bearer', { sequence: 8, teid: 0x11 }, { linked: 6, bearers: [asks] }),
        placeAt(3, sgw, mme),
      ],
      [
        carrying(
          {},
          {
            session: esm('Activate dedicated EPS bearer context request', {
              linked: 6,
              bearers: [bearer({ id: 7, qci: 1 })],
            }),
            bearers: [asks],
          },
        ),
        down(4),
      ],
      [
        carrying(
          {},
          {
            session: esm('Activate dedicated EPS bearer context reject', {
              cause,
              bearers: [bearer({ id: 7 })],
            }),
          },
        ),
        up(5),
      ],
    ]);
    expect(all.map(framesOf)).toEqual(['1 2 3 4 5']);
    expect(all[0]?.bearers.map(one => [one.id, one.qci, one.result, one.cause, framesOf(one)])).toEqual([
      [7, 1, 'rejected', cause, '3 4 5'],
    ]);
  });

  test('an end that another phone has is not taken for this one', () => {
    const { all } = joined([
      [request(7), placeAt(1, mme, sgw)],
      [answer(7), placeAt(2, sgw, mme)],
      [
        carrying(
          { initial: true },
          {
            session: esm('Activate dedicated EPS bearer context request', {
              linked: 9,
              bearers: [bearer({ id: 7 })],
            }),
            bearers: [bearer({ id: 7, tunnels: [user] })],
            ...called({ imsi: OTHER_IMSI }),
          },
        ),
        down(500),
      ],
    ]);
    expect(all.map(pdn => [pdn.imsi, framesOf(pdn)])).toEqual([
      [IMSI, '1 2'],
      [OTHER_IMSI, '500'],
    ]);
  });
});

describe('bearers', () => {
  const set: Step[] = [
    [carrying({}, { session: asked(3) }), up(1)],
    [carrying({}, { session: given(3, 6) }), down(2)],
  ];
  const dedicated = carrying(
    {},
    {
      session: esm('Activate dedicated EPS bearer context request', {
        linked: 6,
        bearers: [bearer({ id: 7, qci: 1 })],
      }),
    },
  );

  test('one that the radio network cannot set up is refused without a cause of NAS', () => {
    const { all } = joined([...set, [dedicated, down(3)], [carrying({ failed: [7] }), up(4)]]);
    expect(all[0]?.bearers.map(one => [one.id, one.result, one.cause, framesOf(one)])).toEqual([
      [7, 'rejected', null, '3 4'],
    ]);
  });

  test('one that the phone has accepted is not refused by a later failure of another procedure', () => {
    const accept = esm('Activate dedicated EPS bearer context accept', { bearers: [bearer({ id: 7 })] });
    const { all } = joined([
      ...set,
      [dedicated, down(3)],
      [carrying({}, { session: accept }), up(4)],
      [carrying({ failed: [7] }), up(5)],
    ]);
    expect(all[0]?.bearers.map(({ result }) => result)).toEqual(['accepted']);
  });

  test('their end, and that of the default bearer with the connection', () => {
    const end = (id: number) =>
      carrying({}, { session: esm('Deactivate EPS bearer context request', { bearers: [bearer({ id })] }) });
    const one = joined([...set, [dedicated, down(3)], [end(7), down(4)]]).all[0];
    expect([one?.released, one?.bearers[0]?.released]).toEqual([false, true]);
    expect(joined([...set, [end(6), down(4)]]).all[0]?.released).toBe(true);
  });

  test('an answer about one that is not known shows nothing but its connection', () => {
    const answer = esm('Activate dedicated EPS bearer context accept', { bearers: [bearer({ id: 8 })] });
    const { all } = joined([[carrying({}, { session: answer }), up(1)]]);
    expect(all.map(pdn => [pdn.begun, pdn.bearers.map(({ id, result }) => [id, result])])).toEqual([
      [false, [[8, 'accepted']]],
    ]);
  });
});

describe('a PDU session', () => {
  const request = fiveGsm('PDU session establishment request', { linked: 1, pco: pcoAsking(0x000c) });
  const accept = fiveGsm('PDU session establishment accept', {
    linked: 1,
    apn: 'ims',
    ue: ['192.0.2.5'],
    bearers: [bearer({ id: 1, qci: 5 }), bearer({ id: 2, qci: 1 })],
  });

  test('is joined by its identity, with flows besides its first', () => {
    const { all } = joined([
      [carrying({}, { session: request }), up(1)],
      [carrying({}, { session: accept }), down(2)],
    ]);
    expect(all.map(pdn => [pdn.isFiveGs, pdn.id, pdn.qci, pdn.result, framesOf(pdn)])).toEqual([
      [true, 1, 5, 'accepted', '1 2'],
    ]);
    expect(all[0]?.bearers.map(({ id, qci, result }) => [id, qci, result])).toEqual([[2, 1, 'accepted']]);
  });

  test('a flow that is added waits for the phone, and the first one is not added again', () => {
    const command = fiveGsm('PDU session modification command', {
      linked: 1,
      bearers: [bearer({ id: 1, qci: 5 }), bearer({ id: 3, qci: 1 })],
    });
    const steps: Step[] = [
      [carrying({}, { session: request }), up(1)],
      [carrying({}, { session: { ...accept, bearers: [bearer({ id: 1, qci: 5 })] } }), down(2)],
      [carrying({}, { session: command }), down(3)],
    ];
    const flows = (all: Pdn[]) => all[0]?.bearers.map(({ id, result }) => [id, result]);
    expect(flows(joined(steps).all)).toEqual([[3, 'unanswered']]);
    const complete = fiveGsm('PDU session modification complete', { linked: 1 });
    expect(flows(joined([...steps, [carrying({}, { session: complete }), up(4)]]).all)).toEqual([
      [3, 'accepted'],
    ]);
  });

  test('ends when the phone completes its release', () => {
    const steps: Step[] = [
      [carrying({}, { session: request }), up(1)],
      [carrying({}, { session: accept }), down(2)],
      [carrying({}, { session: fiveGsm('PDU session release command', { linked: 1 }) }), down(3)],
    ];
    expect(joined(steps).all[0]?.released).toBe(false);
    const complete = fiveGsm('PDU session release complete', { linked: 1 });
    expect(joined([...steps, [carrying({}, { session: complete }), up(4)]]).all[0]?.released).toBe(true);
  });

  test('of the number of an EPS bearer is another connection', () => {
    const { all } = joined([
      [carrying({}, { session: asked(1), ...called({ imsi: IMSI }) }), up(1)],
      [carrying({}, { session: given(1, 5) }), down(2)],
      [carrying({}, { session: { ...request, linked: 5 }, ...called({ imsi: IMSI }) }), up(3, otherEnb)],
    ]);
    expect(all.map(pdn => [pdn.isFiveGs, pdn.imsi, framesOf(pdn)])).toEqual([
      [false, IMSI, '1 2'],
      [true, IMSI, '3'],
    ]);
  });
});

test('a change of a PDU session is not one of the EPS bearer with its number', () => {
  const change = fiveGsm('PDU session modification complete', { linked: 5 });
  const { all } = joined([
    [carrying({}, { session: asked(1), ...called({ imsi: IMSI }) }), up(1)],
    [carrying({}, { session: given(1, 5) }), down(2)],
    [carrying({}, { session: change, ...called({ imsi: IMSI }) }), up(3, otherEnb)],
  ]);
  expect(all.map(pdn => [pdn.isFiveGs, pdn.begun, framesOf(pdn)])).toEqual([
    [false, true, '1 2'],
    [true, false, '3'],
  ]);
});

test('of several set-ups of one phone a full table gives out the oldest; its answer is not lost', () => {
  const { all } = joined(
    [
      [carrying({}, { session: asked(3) }), up(1)],
      [carrying({}, { session: asked(4) }), up(2)],
      [carrying({}, { session: given(3, 6) }), down(3)],
    ],
    1,
  );
  expect(all.map(pdn => [pdn.begun, framesOf(pdn)])).toEqual([
    [true, '1'],
    [true, '2'],
    [false, '3'],
  ]);
});

test('a full table gives out a set-up as it stands; its answer is not lost', () => {
  const { all } = joined(
    [
      [carrying({ radioId: 1 }, { session: asked(3) }), up(1)],
      [carrying({ radioId: 2 }, { session: asked(3) }), up(2)],
      [carrying({ radioId: 2 }, { session: given(3, 6) }), down(3)],
      [carrying({ radioId: 1 }, { session: given(3, 6) }), down(4)],
    ],
    1,
  );
  expect(all.map(pdn => [pdn.begun, pdn.result, framesOf(pdn)])).toEqual([
    [true, 'unanswered', '1'],
    [true, 'accepted', '2 3'],
    [false, 'accepted', '4'],
  ]);
});

describe('decisions of mobility management', () => {
  const nas = (...octets: number[]) => ({ mobility: Uint8Array.from(octets) });
  const authenticationFailure = carrying({}, nas(0x07, 0x5c, 21));
  const attachReject = carrying({ procedure: 11 }, nas(0x07, 0x44, 8));

  test('with the identity that comes later, in order', () => {
    const { decisions } = joined([
      [authenticationFailure, up(1)],
      [carrying({}, called({ imsi: IMSI })), up(2)],
      [attachReject, down(3)],
    ]);
    expect(decisions).toMatchObject([
      { name: 'Authentication failure', part: 'reject', isFromUe: true, imsi: IMSI, cause: { number: 21 } },
      { name: 'Attach reject', part: 'reject', isFromUe: false, imsi: IMSI, frame: 3, radioId: 1 },
    ]);
  });

  test('a copy of a message is none, and the same one later is', () => {
    const { decisions } = joined([
      [attachReject, down(1)],
      [attachReject, down(1.2)],
      [attachReject, down(30)],
    ]);
    expect(decisions.map(({ seconds }) => seconds)).toEqual([1, 30]);
  });

  test('a phone that detaches has no connection any more', () => {
    const isReleased = (...octets: number[]) => {
      const { all } = joined([
        [carrying({}, { session: asked(1) }), up(1)],
        [carrying({}, { session: given(1, 5) }), down(2)],
        [carrying({}, nas(...octets)), up(3)],
      ]);
      return all.map(({ released }) => released);
    };
    const identity = [0x0b, 0xf6, 0, 0xf1, 0x10, 0, 2, 1, 0xc0, 0, 0x0b, 0x2a];
    expect(isReleased(0x07, 0x45, 0x09, ...identity)).toEqual([true]);
    // Not switched off: the network has to accept it.
    expect(isReleased(0x07, 0x45, 0x01, ...identity)).toEqual([false]);
    expect(isReleased(0x07, 0x46)).toEqual([true]);
    expect(isReleased(0x07, 0x5c, 21)).toEqual([false]);
    // What 5GS says is not about EPS.
    expect(isReleased(0x7e, 0, 0x48)).toEqual([false]);
  });
});
