import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PdnRecord } from '../../../src/access/connections/pdn-record.ts';
import { Subscriber as AccessSubscriber } from '../../../src/access/connections/subscriber.ts';
import { analyse } from '../../../src/analysis/analyse.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import type { Subscriber } from '../../../src/output/facts/subscriber.ts';
import { Subscribers } from '../../../src/output/facts/subscribers.ts';
import { placeAt } from '../../support/access/places.ts';
import { mobilityEvent } from '../../support/events/mobility-event.ts';
import { fixture, SHARED } from '../../support/programs/lab.ts';

async function subscribersOf(...files: readonly string[]): Promise<Subscriber[]> {
  const subscribers = new Subscribers();
  const result = await analyse(
    files.map(name => ({ name })),
    {
      on: {
        sip: event => subscribers.sip(event),
        diameter: event => subscribers.diameter(event),
        pdn: event => subscribers.pdn(event),
      },
    },
  );
  expect(subscribers.leftOut).toBe(0);
  return subscribers.all(result);
}

describe('what a capture shows of its subscribers', () => {
  test('two of them, each with its own', async () => {
    const all = await subscribersOf(fixture('c01-v4-udp-two-ues.sll2.pcap'));
    expect(all.map(({ impi, ue, sas }) => [impi?.split('@')[0], ue, sas])).toEqual([
      ['001010000000001', ['10.10.0.2'], 4],
      ['001010000000002', ['10.10.0.3'], 4],
    ]);
    const [one] = all;
    const [use] = one?.uses ?? [];
    expect(use).toMatchObject({ sa: 'uc->ps', set: 1 });
    expect(use?.messages.get('REGISTER')).toBe(1);
    expect(one?.regEvents.length).toBeGreaterThan(0);
    expect(one?.nonce?.value.amf).toHaveLength(2);
  });

  test('Cx beside SIP: the answer that names only its session counts, too', async () => {
    const [one] = await subscribersOf(fixture('e01-v4-udp-kamailio-scscf.core.pcap'));
    expect(one?.scscf?.value).toMatch(/^sip:/);
    expect(one?.keysSeen.map(({ source }) => source)).toContain('maa');
  });

  const PUBLIC = join(SHARED, 'public/open5gs-ipsec_reg.pcapng');
  test.skipIf(!existsSync(PUBLIC))('the questions of a public challenge', async () => {
    const [one] = await subscribersOf(PUBLIC);
    const fact = <Value>(
      of: { readonly value: Value; readonly at: { readonly frame: number } } | null | undefined,
    ) => [of?.value, of?.at.frame];
    expect(fact(one?.qci)).toEqual([5, 267]);
    expect(fact(one?.arp)).toEqual([{ priority: 1, capability: false, vulnerability: false }, 267]);
    expect(fact(one?.ambr)).toEqual([{ downKbps: 3840, upKbps: 1472 }, 267]);
    expect(fact(one?.pcscfGiven)).toEqual([['10.4.128.21'], 267]);
    expect(fact(one?.cell)).toEqual([
      { access: '3GPP-E-UTRAN-FDD', mcc: '001', mnc: '01', tac: '0001', cell: '000019b' },
      460,
    ]);
    expect(fact(one?.expiresAsked)).toEqual([3600, 279]);
    expect(fact(one?.expiresGranted)).toEqual([3240, 672]);
    expect(fact(one?.registration)).toEqual(['subsequent', 355]);
    expect(fact(one?.scscf)).toEqual(['sip:scscf.ims.mnc001.mcc001.3gppnetwork.org:6060', 355]);
    expect(one?.impu).toEqual([
      'sip:001011234567893@ims.mnc001.mcc001.3gppnetwork.org',
      'tel:0398765432100',
      'sip:0398765432100',
    ]);
    expect(one?.nonce && toHex(one.nonce.value.rand)).toBe('a0944c75ff3c4f0853a2f910aa1f104f');
    expect(one?.keysSeen.map(({ source, at }) => [source, at.frame])).toEqual([
      ['401', 404],
      ['401', 405],
      ['401', 406],
      ['maa', 402],
    ]);
    expect(one?.registers.map(({ value: { transport, sa }, at }) => [at.frame, transport, sa])).toEqual([
      [279, 'udp', null],
      [291, 'udp', null],
      [357, 'udp', null],
      [460, 'tcp', 'uc->ps'],
      [485, 'udp', null],
      [487, 'udp', null],
    ]);
    expect(one?.regEvents.map(({ at }) => at.frame)).toEqual([686, 691]);
  });
});

describe('what mobility management decided', () => {
  const nothing = { registrations: [], challenges: [] };

  test('makes a subscriber of a phone that gets no connection, by its IMSI', () => {
    const subscribers = new Subscribers();
    subscribers.mobility(mobilityEvent());
    subscribers.mobility(mobilityEvent({ name: 'Detach request', part: 'end', cause: null, frame: 9 }));
    subscribers.mobility(mobilityEvent({ part: 'accept', frame: 10 }));
    subscribers.mobility(mobilityEvent({ imsi: null, guti: '001-01-0002-01-c0000b2a', frame: 11 }));
    expect(
      subscribers
        .all(nothing)
        .map(({ imsi, mobility }) => [
          imsi?.value ?? null,
          mobility.map(({ value, at }) => [value.name, value.cause?.number ?? null, at.frame]),
        ]),
    ).toEqual([
      [
        '001010000000001',
        [
          ['Attach reject', 15, 7],
          ['Detach request', null, 9],
        ],
      ],
      [null, [['Attach reject', 15, 11]]],
    ]);
  });

  test('belongs to the subscriber of a connection with the same IMSI or GUTI', () => {
    const subscribers = new Subscribers();
    const subscriber = new AccessSubscriber<PdnRecord>();
    Object.assign(subscriber, { imsi: '001010000000001', guti: '001-01-0002-01-c0000b2a' });
    subscribers.pdn(new PdnRecord(placeAt(1, '10.0.0.1', '10.0.0.2'), { begun: true, subscriber }));
    subscribers.mobility(mobilityEvent({ imsi: null, guti: '001-01-0002-01-c0000b2a' }));
    subscribers.mobility(mobilityEvent({ imsi: '001010000000009' }));
    expect(subscribers.all(nothing).map(({ mobility }) => mobility.length)).toEqual([1, 1]);
  });
});
