import { describe, expect, test } from 'vitest';
import { GtpJoiner, type GtpSession } from '../../../src/access/connections/gtp-joiner.ts';
import { PdnTable } from '../../../src/access/connections/pdn-table.ts';
import type { Place } from '../../../src/access/connections/place.ts';
import { tunnelKey } from '../../../src/access/facts.ts';
import type { Pdn } from '../../../src/access/pdn.ts';
import {
  bearer,
  gtpAnswer,
  gtpCauseOf,
  gtpRequest,
  pcoAsking,
  pcoGiving,
} from '../../support/access/gtp-sessions.ts';
import { NODE, placeAt } from '../../support/access/places.ts';

const { mme, sgw, pgw } = NODE;
const IMSI = '001010000000001';
const OTHER_IMSI = '001010000000002';

/** `templates` is the hash of the traffic flow templates. */
type Step = readonly [session: GtpSession, place: Place, templates?: number];

/** The connections that stand at the end; each step has a hash of its own unless its session is one of before. */
function joined(steps: readonly Step[], connections = 100): { all: Pdn[]; evicted: number } {
  const all: Pdn[] = [];
  const table = new PdnTable({ connections, messages: 1000 }, pdn => all.push(pdn));
  const joiner = new GtpJoiner(table, { connections, messages: 1000 });
  const hashes = new Map<GtpSession, number>();
  for (const [session, place, templates = null] of steps) {
    const hash = hashes.get(session) ?? hashes.size + 1;
    hashes.set(session, hash);
    joiner.take(session, hash, templates, place);
  }
  table.end();
  return { all, evicted: table.evicted };
}

const framesOf = ({ frames }: Pick<Pdn, 'frames'>) => frames.map(({ frame }) => frame);
const shapeOf = (pdn: Pdn) => [pdn.imsi, pdn.apn, pdn.result, framesOf(pdn).join(' ')];

const create = (sequence: number, members: Parameters<typeof gtpRequest>[2] = {}) =>
  gtpRequest(
    'Create Session',
    { sequence },
    { imsi: IMSI, apn: 'ims', linked: 5, bearers: [bearer({ id: 5, qci: 5 })], ...members },
  );
const created = (sequence: number, members: Parameters<typeof gtpAnswer>[2] = {}) =>
  gtpAnswer('Create Session', { sequence }, { ue: ['192.0.2.5'], bearers: [bearer({ id: 5 })], ...members });

describe('a request and its answer', () => {
  test('are joined by sequence number and ends, also late', () => {
    const { all } = joined([
      [create(7, { pco: pcoAsking(0x000c) }), placeAt(1, mme, sgw)],
      [created(7, { pco: pcoGiving('198.51.100.7') }), placeAt(900, sgw, mme)],
    ]);
    expect(all.map(shapeOf)).toEqual([[IMSI, 'ims', 'accepted', '1 900']]);
    expect(all[0]).toMatchObject({
      begun: true,
      qci: 5,
      ue: ['192.0.2.5'],
      pcscfAsked: ['ipv4'],
      pcscf: ['198.51.100.7'],
      cause: null,
      via: ['gtpv2'],
    });
  });

  test('of two phones at once with the same numbers are told apart by their ends', () => {
    const otherMme = '10.0.0.9';
    const { all } = joined([
      [create(7), placeAt(1, mme, sgw)],
      [create(7, { imsi: OTHER_IMSI, apn: 'internet' }), placeAt(2, otherMme, sgw)],
      [created(7, { ue: ['192.0.2.9'] }), placeAt(3, sgw, otherMme)],
      [created(7), placeAt(4, sgw, mme)],
    ]);
    expect(all.map(pdn => [...shapeOf(pdn), pdn.ue])).toEqual([
      [IMSI, 'ims', 'accepted', '1 4', ['192.0.2.5']],
      [OTHER_IMSI, 'internet', 'accepted', '2 3', ['192.0.2.9']],
    ]);
  });

  test('of two kinds with one number are not joined', () => {
    const { all } = joined([
      [create(7), placeAt(1, mme, sgw)],
      [gtpAnswer('Delete Session', { sequence: 7 }), placeAt(2, sgw, mme)],
    ]);
    expect(all.map(shapeOf)).toEqual([[IMSI, 'ims', 'unanswered', '1']]);
  });

  test('a refusal has its cause', () => {
    const { all } = joined([
      [create(7), placeAt(1, mme, sgw)],
      [gtpAnswer('Create Session', { sequence: 7 }, { cause: gtpCauseOf(93) }), placeAt(2, sgw, mme)],
    ]);
    expect(all[0]).toMatchObject({ result: 'rejected', cause: { number: 93 } });
  });
});

describe('a request without an answer', () => {
  test('is unanswered, with all that was sent of it', () => {
    const request = create(7);
    const { all } = joined([
      [request, placeAt(1, mme, sgw)],
      [request, placeAt(4, mme, sgw)],
      [request, placeAt(7, mme, sgw)],
    ]);
    expect(all.map(shapeOf)).toEqual([[IMSI, 'ims', 'unanswered', '1 4 7']]);
    expect(all[0]?.steps.map(({ seconds, part }) => [seconds, part])).toEqual([
      [1, 'request'],
      [4, 'request'],
      [7, 'request'],
    ]);
  });

  test('asked for again with another number it is the same at first, and another after a long silence', () => {
    const { all } = joined([
      [create(7), placeAt(1, mme, sgw)],
      [create(8), placeAt(10, mme, sgw)],
      [create(9), placeAt(600, mme, sgw)],
      [created(9), placeAt(601, sgw, mme)],
    ]);
    expect(all.map(shapeOf)).toEqual([
      [IMSI, 'ims', 'unanswered', '1 10'],
      [IMSI, 'ims', 'accepted', '600 601'],
    ]);
  });

  test('the same bytes much later are another request', () => {
    const request = create(7);
    const { all } = joined([
      [request, placeAt(1, mme, sgw)],
      [request, placeAt(600, mme, sgw)],
    ]);
    expect(all.map(shapeOf)).toEqual([
      [IMSI, 'ims', 'unanswered', '1'],
      [IMSI, 'ims', 'unanswered', '600'],
    ]);
  });
});

test('a number that is used again, as after a restart, is of another request', () => {
  const { all } = joined([
    [create(7), placeAt(1, mme, sgw)],
    [create(7, { imsi: OTHER_IMSI }), placeAt(5, mme, sgw)],
    [created(7), placeAt(6, sgw, mme)],
  ]);
  expect(all.map(shapeOf)).toEqual([
    [IMSI, 'ims', 'unanswered', '1'],
    [OTHER_IMSI, 'ims', 'accepted', '5 6'],
  ]);
});

test('two set-ups of one phone for one APN with other bearers are two', () => {
  const { all } = joined([
    [create(7), placeAt(1, mme, sgw)],
    [create(8, { linked: 6 }), placeAt(2, mme, sgw)],
  ]);
  expect(all.map(({ id }) => id)).toEqual([5, 6]);
});

describe('an answer without its request', () => {
  test('shows a connection whose beginning is not in the capture', () => {
    const { all } = joined([[created(7, { apn: 'ims' }), placeAt(1, sgw, mme)]]);
    expect(all[0]).toMatchObject({ begun: false, result: 'accepted', ue: ['192.0.2.5'], imsi: null });
  });

  test('a refusal too', () => {
    const refusal = gtpAnswer('Create Session', { sequence: 7 }, { cause: gtpCauseOf(92) });
    expect(joined([[refusal, placeAt(1, sgw, mme)]]).all[0]).toMatchObject({
      begun: false,
      result: 'rejected',
      cause: { number: 92 },
    });
  });

  test('that does not say what it is about shows nothing', () => {
    const { all } = joined([
      [gtpAnswer('Delete Session', { sequence: 7 }), placeAt(1, sgw, mme)],
      [gtpAnswer('Modify Bearer', { sequence: 8 }), placeAt(2, sgw, mme)],
    ]);
    expect(all).toEqual([]);
  });

  test('that names the end of a phone with one connection is about that one', () => {
    const control = tunnelKey(mme, 0x11);
    const { all } = joined([
      [create(7, { controlTunnels: [control] }), placeAt(1, mme, sgw)],
      [created(7), placeAt(2, sgw, mme)],
      [gtpAnswer('Modify Bearer', { sequence: 9, teid: 0x11 }), placeAt(3, sgw, mme)],
    ]);
    expect(all.map(shapeOf)).toEqual([[IMSI, 'ims', 'accepted', '1 2 3']]);
  });
});

describe('S11 and S5', () => {
  test('of one connection are one, by IMSI, bearer and APN without its operator identifier', () => {
    const { all } = joined([
      [create(7), placeAt(1, mme, sgw)],
      [create(44, { apn: 'IMS.mnc001.mcc001.gprs' }), placeAt(2, sgw, pgw)],
      [created(44), placeAt(3, pgw, sgw)],
      [created(7), placeAt(4, sgw, mme)],
    ]);
    expect(all.map(pdn => [pdn.result, framesOf(pdn)])).toEqual([['accepted', [1, 2, 3, 4]]]);
  });

  test('without an IMSI they are one by the end of the PGW that both name', () => {
    const end = [bearer({ id: 5, tunnels: [tunnelKey(pgw, 0x51)] })];
    const { all } = joined([
      [create(7, { imsi: null }), placeAt(1, mme, sgw)],
      [create(44, { imsi: null }), placeAt(2, sgw, pgw)],
      [created(44, { bearers: end }), placeAt(3, pgw, sgw)],
      [created(7, { bearers: end, cause: gtpCauseOf(19) }), placeAt(4, sgw, mme)],
    ]);
    expect(all.map(pdn => [pdn.result, framesOf(pdn)])).toEqual([['accepted', [1, 2, 3, 4]]]);
    expect(all[0]?.steps.map(({ frame }) => frame)).toEqual([1, 2, 3, 4]);
    expect(all[0]?.cause).toMatchObject({ number: 19 });
  });

  test('two connections of one phone with other APNs are two', () => {
    const { all } = joined([
      [create(7, { apn: 'internet' }), placeAt(1, mme, sgw)],
      [create(8, { linked: 6, bearers: [bearer({ id: 6 })] }), placeAt(2, mme, sgw)],
      [created(8, { bearers: [bearer({ id: 6 })] }), placeAt(3, sgw, mme)],
      [created(7), placeAt(4, sgw, mme)],
    ]);
    expect(all.map(shapeOf)).toEqual([
      [IMSI, 'internet', 'accepted', '1 4'],
      [IMSI, 'ims', 'accepted', '2 3'],
    ]);
  });
});

describe('a request for bearers that the SGW passes on, of a connection that stood before the capture', () => {
  const onS5 = (sequence: number, teid: number) =>
    gtpRequest(
      'Create Bearer',
      { sequence, teid: 9 },
      { linked: 5, bearers: [bearer({ qci: 1, tunnels: [tunnelKey(pgw, teid)] })] },
    );
  const onS11 = (sequence: number, teid: number) =>
    gtpRequest(
      'Create Bearer',
      { sequence, teid: 3 },
      { linked: 5, bearers: [bearer({ qci: 1, tunnels: [tunnelKey(sgw, teid)] })] },
    );
  const accepted = (sequence: number, id: number) =>
    gtpAnswer('Create Bearer', { sequence }, { bearers: [bearer({ id })] });
  const bearersOf = (all: Pdn[]) =>
    all.map(pdn => pdn.bearers.map(one => [one.id, one.qci, one.result, framesOf(one).join(' ')]));

  test('is one with the first by its templates, and so is the bearer', () => {
    const { all } = joined([
      [onS5(20, 0x51), placeAt(1, pgw, sgw), 77],
      [onS11(30, 0x61), placeAt(2, sgw, mme), 77],
      [accepted(30, 6), placeAt(3, mme, sgw)],
      [accepted(20, 6), placeAt(4, sgw, pgw)],
    ]);
    expect(all.map(framesOf)).toEqual([[1, 2, 3, 4]]);
    expect(bearersOf(all)).toEqual([[[6, 1, 'accepted', '1 2 3 4']]]);
  });

  test('of two phones at once each has its own', () => {
    const { all } = joined([
      [onS5(20, 0x51), placeAt(1, pgw, sgw), 77],
      [{ ...onS5(21, 0x52), teid: 10 }, placeAt(2, pgw, sgw), 78],
      [{ ...onS11(31, 0x62), teid: 4 }, placeAt(3, sgw, mme), 78],
      [onS11(30, 0x61), placeAt(4, sgw, mme), 77],
    ]);
    expect(bearersOf(all)).toEqual([[[null, 1, 'unanswered', '1 4']], [[null, 1, 'unanswered', '2 3']]]);
  });

  test.each([
    ['with other templates', placeAt(2, sgw, mme), 78],
    ['without any', placeAt(2, sgw, mme), undefined],
    ['much later', placeAt(60, sgw, mme), 77],
    ['from the same gateway', placeAt(2, pgw, '10.0.0.30'), 77],
    ['to the same gateway', placeAt(2, '10.0.0.40', sgw), 77],
  ] as const)('not %s', (_, place, templates) => {
    const steps: Step[] = [
      [onS5(20, 0x51), placeAt(1, pgw, sgw), 77],
      templates === undefined ? [onS11(30, 0x61), place] : [onS11(30, 0x61), place, templates],
    ];
    expect(joined(steps).all).toHaveLength(2);
  });

  test('of a connection that is known on S11 it is of that one', () => {
    const control = tunnelKey(mme, 0x03);
    const { all } = joined([
      [create(7, { controlTunnels: [control] }), placeAt(1, mme, sgw)],
      [created(7), placeAt(2, sgw, mme)],
      [onS5(20, 0x51), placeAt(3, pgw, sgw), 77],
      [onS11(30, 0x61), placeAt(4, sgw, mme), 77],
      [accepted(20, 6), placeAt(5, sgw, pgw)],
    ]);
    expect(all.map(shapeOf)).toEqual([[IMSI, 'ims', 'accepted', '1 2 3 4 5']]);
    expect(bearersOf(all)).toEqual([[[6, 1, 'accepted', '3 4 5']]]);
  });
});

describe('tunnel ends that are used again', () => {
  const end = [bearer({ id: 5, tunnels: [tunnelKey(sgw, 0x31)] })];

  test.each([
    ['by another phone', OTHER_IMSI],
    ['by the same phone, after a restart of the core', IMSI],
  ])('%s are of another connection', (_, imsi) => {
    const { all } = joined([
      [create(7), placeAt(1, mme, sgw)],
      [created(7, { bearers: end }), placeAt(2, sgw, mme)],
      [create(7, { imsi }), placeAt(300, mme, sgw)],
      [created(7, { bearers: end, ue: ['192.0.2.77'] }), placeAt(301, sgw, mme)],
      [gtpRequest('Create Bearer', { sequence: 3, teid: 9 }, { bearers: end }), placeAt(302, pgw, sgw)],
    ]);
    expect(all.map(pdn => [...shapeOf(pdn), pdn.ue])).toEqual([
      [IMSI, 'ims', 'accepted', '1 2', ['192.0.2.5']],
      [imsi, 'ims', 'accepted', '300 301 302', ['192.0.2.77']],
    ]);
  });

  test('after the end of the first are of another', () => {
    const { all } = joined([
      [create(7), placeAt(1, mme, sgw)],
      [created(7, { bearers: end }), placeAt(2, sgw, mme)],
      [gtpRequest('Delete Session', { sequence: 8 }, { linked: 5, bearers: end }), placeAt(3, mme, sgw)],
      [gtpAnswer('Delete Session', { sequence: 8 }), placeAt(4, sgw, mme)],
      [gtpRequest('Modify Bearer', { sequence: 9 }, { bearers: end }), placeAt(5, mme, sgw)],
    ]);
    expect(all.map(pdn => [pdn.begun, pdn.released, framesOf(pdn).join(' ')])).toEqual([
      [true, true, '1 2 3 4'],
      [false, false, '5'],
    ]);
  });
});

describe('bearers', () => {
  const control = tunnelKey(mme, 0x11);
  const set = [
    [create(7, { controlTunnels: [control] }), placeAt(1, mme, sgw)],
    [created(7), placeAt(2, sgw, mme)],
  ] satisfies Step[];
  const voice = bearer({ qci: 1, tunnels: [tunnelKey(sgw, 0x61)] });
  const video = bearer({ qci: 2, tunnels: [tunnelKey(sgw, 0x62)] });
  const ask = gtpRequest(
    'Create Bearer',
    { sequence: 20, teid: 0x11 },
    { linked: 5, bearers: [voice, video] },
  );
  const bearersOf = ({ all }: { all: Pdn[] }) =>
    all.map(pdn => pdn.bearers.map(one => [one.id, one.qci, one.result, one.cause?.number ?? null]));

  test('each has its own answer, whatever their order', () => {
    const answer = gtpAnswer(
      'Create Bearer',
      { sequence: 20 },
      {
        cause: gtpCauseOf(17),
        bearers: [
          { ...video, qci: null, cause: gtpCauseOf(87) },
          { ...voice, qci: null, id: 6, cause: gtpCauseOf(16) },
        ],
      },
    );
    const steps: Step[] = [...set, [ask, placeAt(3, sgw, mme)], [answer, placeAt(4, mme, sgw)]];
    expect(bearersOf(joined(steps))).toEqual([
      [
        [6, 1, 'accepted', null],
        [null, 2, 'rejected', 87],
      ],
    ]);
  });

  test('an answer without ends is about those of the request in their places', () => {
    const answer = gtpAnswer(
      'Create Bearer',
      { sequence: 20 },
      { bearers: [bearer({ id: 6 }), bearer({ id: 7 })] },
    );
    const steps: Step[] = [...set, [ask, placeAt(3, sgw, mme)], [answer, placeAt(4, mme, sgw)]];
    expect(bearersOf(joined(steps))).toEqual([
      [
        [6, 1, 'accepted', null],
        [7, 2, 'accepted', null],
      ],
    ]);
  });

  test('a refusal of all has the cause that refuses, not the one of the bearer that accepts', () => {
    const answer = gtpAnswer(
      'Create Bearer',
      { sequence: 20 },
      { cause: gtpCauseOf(110), bearers: [{ ...voice, cause: gtpCauseOf(16) }] },
    );
    const steps: Step[] = [...set, [ask, placeAt(3, sgw, mme)], [answer, placeAt(4, mme, sgw)]];
    expect(bearersOf(joined(steps))[0]?.[0]).toEqual([null, 1, 'rejected', 110]);
  });

  test('unanswered at the end of the capture, and refused as a whole', () => {
    expect(bearersOf(joined([...set, [ask, placeAt(3, sgw, mme)]]))[0]?.[0]).toEqual([
      null,
      1,
      'unanswered',
      null,
    ]);
    const answer = gtpAnswer('Create Bearer', { sequence: 20 }, { cause: gtpCauseOf(94) });
    const steps: Step[] = [...set, [ask, placeAt(3, sgw, mme)], [answer, placeAt(4, mme, sgw)]];
    expect(bearersOf(joined(steps))).toEqual([
      [
        [null, 1, 'rejected', 94],
        [null, 2, 'rejected', 94],
      ],
    ]);
  });

  test('one that rides on the answer which sets up the connection is of that connection', () => {
    // Both messages are in one datagram, so in one frame.
    const steps: Step[] = [
      [create(7, { controlTunnels: [control] }), placeAt(1, mme, sgw)],
      [created(7), placeAt(2, sgw, mme)],
      [ask, placeAt(2, sgw, mme)],
    ];
    const { all } = joined(steps);
    expect(all.map(shapeOf)).toEqual([[IMSI, 'ims', 'accepted', '1 2']]);
    expect(all[0]?.steps.map(({ name }) => name)).toEqual([
      'Create Session Request',
      'Create Session Response',
      'Create Bearer Request',
    ]);
    expect(all[0]?.bearers).toHaveLength(2);
  });

  test('one that ends leaves the others and the connection', () => {
    const answer = gtpAnswer(
      'Create Bearer',
      { sequence: 20 },
      { bearers: [bearer({ id: 6 }), bearer({ id: 7 })] },
    );
    const end = gtpRequest('Delete Bearer', { sequence: 21, teid: 0x11 }, { bearers: [bearer({ id: 6 })] });
    const ended = gtpAnswer('Delete Bearer', { sequence: 21 }, { bearers: [bearer({ id: 6 })] });
    const { all } = joined([
      ...set,
      [ask, placeAt(3, sgw, mme)],
      [answer, placeAt(4, mme, sgw)],
      [end, placeAt(5, sgw, mme)],
      [ended, placeAt(6, mme, sgw)],
    ]);
    expect(all).toHaveLength(1);
    expect(all[0]?.released).toBe(false);
    expect(all[0]?.bearers.map(one => [one.id, one.released])).toEqual([
      [6, true],
      [7, false],
    ]);
  });

  test('the end of the default bearer is that of the connection', () => {
    const end = gtpRequest('Delete Bearer', { sequence: 21, teid: 0x11 }, { linked: 5 });
    const ended = gtpAnswer('Delete Bearer', { sequence: 21 }, { linked: 5 });
    const { all } = joined([...set, [end, placeAt(5, sgw, mme)], [ended, placeAt(6, mme, sgw)]]);
    expect(all.map(({ released }) => released)).toEqual([true]);
  });

  test('of a phone that set up the connection again they are of the later one', () => {
    const { all } = joined([
      ...set,
      [create(8, { controlTunnels: [control] }), placeAt(100, mme, sgw)],
      [created(8), placeAt(101, sgw, mme)],
      [ask, placeAt(102, sgw, mme)],
    ]);
    expect(all.map(pdn => pdn.bearers.length)).toEqual([0, 2]);
  });
});

describe('a full table', () => {
  test('gives out its oldest, and takes nothing more for it', () => {
    const { all, evicted } = joined(
      [
        [create(7), placeAt(1, mme, sgw)],
        [create(8, { imsi: OTHER_IMSI }), placeAt(2, mme, sgw)],
        [created(7), placeAt(3, sgw, mme)],
        [created(8), placeAt(4, sgw, mme)],
      ],
      1,
    );
    expect(evicted).toBe(3);
    expect(all.map(pdn => [pdn.imsi, pdn.begun, pdn.result, framesOf(pdn).join(' ')])).toEqual([
      [IMSI, true, 'unanswered', '1'],
      [OTHER_IMSI, true, 'unanswered', '2'],
      [null, false, 'accepted', '3'],
      [null, false, 'accepted', '4'],
    ]);
  });

  test('what has the tunnel ends of one that was given out is not lost with it', () => {
    const end = [bearer({ id: 5, tunnels: [tunnelKey(pgw, 0x51)] })];
    const { all } = joined(
      [
        [create(7, { bearers: end }), placeAt(1, mme, sgw)],
        [create(8, { imsi: OTHER_IMSI }), placeAt(2, mme, sgw)],
        [gtpRequest('Modify Bearer', { sequence: 9 }, { linked: 5, bearers: end }), placeAt(3, mme, sgw)],
      ],
      1,
    );
    expect(all.flatMap(framesOf)).toEqual([1, 2, 3]);
  });
});
