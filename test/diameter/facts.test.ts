import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  APPLICATION,
  experimentalResult,
  factsIn,
  factsOf,
  framedAddress,
  group,
  number,
  subscription,
  text,
} from '../support/access/diameter-messages.ts';
import { avp, diameter } from '../support/captures/diameter.ts';

describe('Cx', () => {
  test('a UAR and a UAA with an experimental result by its name', () => {
    const request = factsOf(
      'Cx',
      300,
      true,
      text(263, 's;1', 0),
      text(1, 'a@ims', 0),
      text(601, 'sip:a@ims'),
    );
    expect(request).toMatchObject({
      application: 'Cx',
      command: 'UAR',
      request: true,
      hopByHop: 1,
      endToEnd: 2,
      session: 's;1',
      result: null,
      resultName: null,
      user: 'a@ims',
      publicIdentity: 'sip:a@ims',
      whole: true,
    });
    const capabilities = group(603, [number(604, 1), number(604, 2), number(605, 9)]);
    const answer = factsOf('Cx', 300, false, experimentalResult(2002), text(602, 'sip:scscf'), capabilities);
    expect(answer).toMatchObject({
      command: 'UAA',
      result: 2002,
      experimental: true,
      resultName: 'DIAMETER_SUBSEQUENT_REGISTRATION',
      serverName: 'sip:scscf',
      mandatoryCapabilities: [1, 2],
      optionalCapabilities: [9],
    });
  });

  test('a SAR with its assignment', () => {
    expect(factsOf('Cx', 301, true, number(614, 1))).toMatchObject({ command: 'SAR', assignment: 1 });
    expect(factsOf('Cx', 300, true, number(623, 2))).toMatchObject({ command: 'UAR', assignment: 2 });
  });

  test('a number in Result-Code is that of the base protocol', () => {
    expect(factsOf('Cx', 303, false, number(268, 2001, 0))).toMatchObject({
      command: 'MAA',
      result: 2001,
      experimental: false,
      resultName: 'DIAMETER_SUCCESS',
    });
  });

  test('a Result-Code that is no number does not name the experimental one wrongly', () => {
    const answer = factsOf('Cx', 300, false, avp(268, 0, [7, 209]), experimentalResult(2001));
    expect(answer).toMatchObject({
      result: 2001,
      experimental: true,
      resultName: 'DIAMETER_FIRST_REGISTRATION',
    });
  });
});

describe('Rx', () => {
  test('an AAR says for whom and for which dialog', () => {
    const request = factsOf(
      'Rx',
      265,
      true,
      framedAddress('192.0.2.5'),
      subscription(2, 'sip:a@ims'),
      subscription(1, '001010000000001'),
      text(505, 'icid-1'),
      number(513, 2),
      number(513, 6),
      group(517, [number(518, 1), number(520, 0)]),
    );
    expect(request).toMatchObject({
      application: 'Rx',
      command: 'AAR',
      user: '001010000000001',
      subscriptions: ['sip:a@ims', '001010000000001'],
      addresses: ['192.0.2.5'],
      chargingId: 'icid-1',
      events: [2, 6],
      media: [{ number: 1, type: 0 }],
    });
  });

  test.each([
    [5065, 'IP-CAN_SESSION_NOT_AVAILABLE'],
    [5063, 'REQUESTED_SERVICE_NOT_AUTHORIZED'],
    [4261, 'REQUESTED_SERVICE_TEMPORARILY_NOT_AUTHORIZED'],
    [9999, null],
  ])('an AAA that refuses with %d is %s', (result, name) => {
    expect(factsOf('Rx', 265, false, experimentalResult(result))).toMatchObject({
      command: 'AAA',
      result,
      resultName: name,
    });
  });

  test('the end of a session and why', () => {
    expect(factsOf('Rx', 274, true, number(500, 0))).toMatchObject({ command: 'ASR', cause: 0 });
    expect(factsOf('Rx', 275, true, number(295, 4, 0))).toMatchObject({ command: 'STR', cause: 4 });
  });
});

describe('Gx', () => {
  test('a CCR says which phone has which address and APN', () => {
    const request = factsOf(
      'Gx',
      272,
      true,
      subscription(0, '4915100000001'),
      subscription(1, '001010000000001'),
      framedAddress('192.0.2.5'),
      text(30, 'ims', 0),
      number(1006, 18),
    );
    expect(request).toMatchObject({
      application: 'Gx',
      command: 'CCR',
      user: '001010000000001',
      subscriptions: ['4915100000001', '001010000000001'],
      addresses: ['192.0.2.5'],
      apn: 'ims',
      events: [18],
    });
  });

  test('a CCA the QCI of the default bearer, a RAR the rules and why the session ends', () => {
    const qos = group(1049, [number(1028, 5)]);
    expect(factsOf('Gx', 272, false, qos)).toMatchObject({ command: 'CCA', qci: 5 });
    const rar = factsOf('Gx', 258, true, group(1002, [text(1005, 'voice')]), number(1045, 1));
    expect(rar).toMatchObject({
      command: 'RAR',
      cause: 1,
      rules: [{ name: 'voice', action: 'remove' }],
    });
  });
});

test('without an IMSI the first identity is the user', () => {
  const identities = [subscription(2, 'sip:a@ims'), subscription(0, '49')];
  expect(factsOf('Rx', 265, true, ...identities)?.user).toBe('sip:a@ims');
  expect(factsOf('Rx', 265, true, text(1, 'a@ims', 0), ...identities)?.user).toBe('a@ims');
  expect(factsOf('Rx', 265, true)?.user).toBeNull();
});

test('a request has no result', () => {
  expect(factsOf('Rx', 265, true, number(268, 2001, 0))?.result).toBeNull();
});

test.each([
  ['another application', { command: 303, application: 16777221, request: true }],
  ['another command', { command: 280, application: APPLICATION.Rx, request: true }],
])('null for %s', (_, header) => {
  expect(factsIn(diameter(header))).toBeNull();
});

test('keys of a MAA are not among the facts', () => {
  const key = 'b40ba9a3c58b2a05bbf0d987b21bf8cb';
  const item = group(612, [text(625, key), text(626, key), text(610, key), text(609, key)]);
  const facts = factsOf('Cx', 303, false, text(1, 'a@ims', 0), item);
  expect(facts?.user).toBe('a@ims');
  expect(JSON.stringify(facts)).not.toContain(key);
});

describe('lengths that lie', () => {
  const message = diameter(
    { command: 265, application: APPLICATION.Rx, request: true },
    text(263, 's;1', 0),
    subscription(1, '001010000000001'),
    framedAddress('192.0.2.5'),
  );
  /** Where the AVPs begin. */
  const [session, identity, address] = [20, 32, 32 + subscription(1, '001010000000001').length];

  test.each([
    ['beyond the message', 0xffff, false],
    ['below its header', 7, false],
  ])('an AVP whose length is %s ends the list', (_, length, whole) => {
    const damaged = message.slice();
    damaged.set([length >> 8, length & 255], address + 6);
    expect(factsIn(damaged)).toMatchObject({
      session: 's;1',
      user: '001010000000001',
      addresses: [],
      whole,
    });
    damaged.set([length >> 8, length & 255], session + 6);
    expect(factsIn(damaged)).toMatchObject({ session: null, user: null, addresses: [], whole });
  });

  test('one within a group ends the group, not the message', () => {
    const damaged = message.slice();
    // Subscription-Id-Type, the first in the group.
    damaged.set([0xff, 0xff], identity + 8 + 6);
    expect(factsIn(damaged)).toMatchObject({ user: null, subscriptions: [], addresses: ['192.0.2.5'] });
  });

  test('many AVPs of one kind are listed up to a bound', () => {
    const many = Array.from({ length: 1000 }, (_, i) => subscription(0, `${i}`));
    expect(factsOf('Rx', 265, true, ...many)?.subscriptions).toHaveLength(64);
    const events = Array.from({ length: 1000 }, (_, i) => number(513, i));
    expect(factsOf('Rx', 265, true, ...events)?.events).toHaveLength(64);
  });

  test('whatever the bytes, no exception', () => {
    const change = fc.tuple(fc.nat({ max: message.length - 1 }), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), changes => {
        const damaged = message.slice();
        for (const [offset, value] of changes) damaged[offset] = value;
        const facts = factsIn(damaged);
        if (facts !== null) expect(facts.addresses.length).toBeLessThanOrEqual(2);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });
});
