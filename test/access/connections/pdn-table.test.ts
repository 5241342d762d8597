import { describe, expect, test } from 'vitest';
import type { PdnRecord } from '../../../src/access/connections/pdn-record.ts';
import { networkIdentifier, PdnTable } from '../../../src/access/connections/pdn-table.ts';
import { Subscriber } from '../../../src/access/connections/subscriber.ts';
import { sessionMessage } from '../../../src/access/facts.ts';
import type { Pdn } from '../../../src/access/pdn.ts';
import { pcoAsking } from '../../support/access/gtp-sessions.ts';
import { NODE, placeAt } from '../../support/access/places.ts';

const at = (seconds: number) => placeAt(seconds, NODE.mme, NODE.sgw);
const IMSI = '001010000000001';
const OTHER_IMSI = '001010000000002';

function tableOf(connections = 100, messages = 1000) {
  const given: Pdn[] = [];
  const table = new PdnTable({ connections, messages }, pdn => given.push(pdn));
  const create = (seconds: number, subscriber = new Subscriber<PdnRecord>(), begun = true) =>
    table.create(at(seconds), subscriber, begun, false);
  const ended = () => {
    table.end();
    return given.map(({ seconds }) => seconds);
  };
  return { table, given, create, ended };
}

function phone(imsi: string | null): Subscriber<PdnRecord> {
  const subscriber = new Subscriber<PdnRecord>();
  subscriber.imsi = imsi;
  return subscriber;
}

describe('what is given out', () => {
  test('at the end, in the order in which it began, once', () => {
    const { table, create, ended } = tableOf();
    for (const seconds of [1, 2, 3]) create(seconds);
    expect(ended()).toEqual([1, 2, 3]);
    table.end();
    expect(ended()).toEqual([1, 2, 3]);
  });

  test('the oldest of a full table, counted and not found any more', () => {
    const { table, given, create } = tableOf(2);
    const subscriber = new Subscriber<PdnRecord>();
    const first = create(1, subscriber);
    table.link(first, ['a 1']);
    create(2);
    create(3);
    expect(given.map(({ seconds }) => seconds)).toEqual([1]);
    expect(table.evicted).toBe(1);
    expect(table.withTunnels(['a 1'], new Subscriber<PdnRecord>())).toBeNull();
    expect(subscriber.connections).toEqual([]);
  });

  test('the oldest of those with too many messages, but not the one at work', () => {
    const { table, given, create } = tableOf(10, 4);
    const [first, second] = [create(1), create(2)];
    const saw = (record: typeof first) =>
      table.saw(record, { carrier: 'gtpv2', name: 'x', part: 'request', cause: null }, at(9));
    for (const record of [first, second, second, first, first]) saw(record);
    expect(given.map(({ seconds, steps }) => [seconds, steps.length])).toEqual([[2, 2]]);
    for (let i = 0; i < 9; i++) saw(first);
    expect([given.length, first.isHeld, table.evicted]).toEqual([1, true, 1]);
    const third = create(3);
    saw(third);
    expect(given.map(({ seconds }) => seconds)).toEqual([2, 1]);
  });

  test('messages that were given out, or are those of two that are one, do not count twice', () => {
    const { table, given, create } = tableOf(2, 6);
    const saw = (record: ReturnType<typeof create>, times: number) => {
      for (let i = 0; i < times; i++)
        table.saw(record, { carrier: 'gtpv2', name: 'x', part: 'request', cause: null }, at(9));
    };
    const [first, second] = [create(1), create(2)];
    saw(first, 3);
    saw(second, 1);
    table.link(first, ['a 1']);
    const whole = table.link(second, ['a 1']);
    const third = create(3);
    saw(third, 2);
    expect([whole.steps.length, given.length]).toEqual([4, 0]);
    const fourth = create(4);
    saw(fourth, 4);
    expect(given.map(({ seconds }) => seconds)).toEqual([1]);
    saw(fourth, 1);
    expect(given.map(({ seconds }) => seconds)).toEqual([1, 3]);
  });

  test('two that are one, as the earlier', () => {
    const { table, create, ended } = tableOf();
    const first = create(1);
    table.link(create(2), ['a 1']);
    expect(table.link(first, ['a 1'])).toBe(first);
    expect(ended()).toEqual([1]);
  });
});

describe('tunnel ends', () => {
  test('find their connection, by any of them, until it ends', () => {
    const { table, create } = tableOf();
    const pdn = create(1);
    table.link(pdn, ['a 1', 'a 2']);
    expect(table.withTunnels(['b 9', 'a 2'], new Subscriber<PdnRecord>())).toBe(pdn);
    pdn.released = true;
    expect(table.withTunnels(['a 2'], new Subscriber<PdnRecord>())).toBeNull();
  });

  test('do not find that of another phone', () => {
    const { table, create } = tableOf();
    const pdn = create(1, phone(IMSI));
    table.link(pdn, ['a 1']);
    expect(table.withTunnels(['a 1'], phone(OTHER_IMSI))).toBeNull();
    expect(table.withTunnels(['a 1'], phone(IMSI))).toBe(pdn);
    expect(table.withTunnels(['a 1'], phone(null))).toBe(pdn);
  });

  test.each([
    ['another IMSI', IMSI, OTHER_IMSI, 'ims', 'ims', 5, 5],
    ['another APN', IMSI, null, 'ims', 'internet', 5, 5],
    ['another bearer', null, null, 'ims', 'ims', 5, 6],
  ] as const)('do not unite what has %s', (_, imsi, otherImsi, apn, otherApn, id, otherId) => {
    const { table, create, ended } = tableOf();
    const [one, other] = [create(1, phone(imsi)), create(2, phone(otherImsi))];
    Object.assign(one, { apn, id });
    Object.assign(other, { apn: otherApn, id: otherId });
    table.link(one, ['a 1']);
    expect(table.link(other, ['a 1'])).toBe(other);
    expect(table.withTunnels(['a 1'], phone(null))).toBe(other);
    expect(ended()).toEqual([1, 2]);
  });

  test('unite phones with their connections', () => {
    const { table, create } = tableOf();
    const [known, unknown] = [phone(IMSI), phone(null)];
    table.link(create(1, known), ['a 1']);
    table.link(create(2, unknown), ['a 1']);
    expect(unknown.root.imsi).toBe(IMSI);
  });
});

describe('phones', () => {
  test('with one IMSI are one', () => {
    const { table } = tableOf();
    const [one, other] = [phone(null), phone(null)];
    table.withImsi(IMSI, one);
    expect(table.withImsi(IMSI, other).root).toBe(one);
    expect(other.root).toBe(one);
  });

  test('an association that speaks for another IMSI is of another phone', () => {
    const { table } = tableOf();
    const one = table.withImsi(IMSI, phone(null));
    const other = table.withImsi(OTHER_IMSI, one);
    expect([one.root.imsi, other.root.imsi]).toEqual([IMSI, OTHER_IMSI]);
  });

  test('with one S-TMSI are one, if it was not given anew', () => {
    const { table } = tableOf();
    const [one, again, later] = [phone(IMSI), phone(null), phone(null)];
    table.withTmsi('01-c0000001', one, true);
    table.withTmsi('01-c0000001', again, false);
    table.withTmsi('01-c0000001', later, true);
    expect([again.root.imsi, later.root.imsi]).toEqual([IMSI, null]);
  });
});

describe('a set-up in NAS', () => {
  const ask = (members = {}) =>
    sessionMessage('gtpv2', 'Create Session Request', 'connect', 'request', {
      imsi: IMSI,
      apn: 'ims.mnc001.mcc001.gprs',
      pco: pcoAsking(0x000c),
      ...members,
    });

  function waiting(...options: readonly { imsi?: string; apn?: string; containers?: number[] }[]) {
    const { table, create } = tableOf();
    const records = options.map(({ imsi = null, apn = null, containers = [] }, i) => {
      const record = create(i + 1, phone(imsi));
      record.apn = apn;
      record.containersAsked = containers;
      table.awaitGtp(record);
      table.awaitGtp(record);
      return record;
    });
    return { table, records };
  }

  test('is followed by the GTP-C that says the same, once', () => {
    const { table, records } = waiting({ apn: 'IMS', containers: [0x000c] }, { apn: 'internet' });
    expect(table.takeWaiting(ask(), at(3))).toBe(records[0]);
    expect(table.takeWaiting(ask(), at(3))).toBeNull();
  });

  test.each([
    ['has another IMSI', { imsi: OTHER_IMSI }, 3],
    ['has another APN', { apn: 'internet' }, 3],
    ['asks for something else', { containers: [0x0001] }, 3],
    ['was long ago', {}, 50],
  ])('not if it %s', (_, options, seconds) => {
    expect(waiting(options).table.takeWaiting(ask(), at(seconds))).toBeNull();
  });

  test('not if it may be one of two, or was answered or given out', () => {
    expect(waiting({}, {}).table.takeWaiting(ask(), at(3))).toBeNull();
    const { table, records } = waiting({}, {});
    for (const record of records.slice(0, 1)) record.result = 'rejected';
    expect(table.takeWaiting(ask(), at(3))).toBe(records[1]);
    const one = waiting({});
    for (const record of one.records) record.isHeld = false;
    expect(one.table.takeWaiting(ask(), at(3))).toBeNull();
  });
});

test.each([
  ['IMS.mnc001.mcc001.gprs', 'ims'],
  ['ims', 'ims'],
  ['a.mnc01.mcc001.gprs.b', 'a.mnc01.mcc001.gprs.b'],
  [null, null],
])('the network identifier of %s is %s', (apn, identifier) => {
  expect(networkIdentifier(apn)).toBe(identifier);
});
