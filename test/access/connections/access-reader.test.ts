import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AccessReader } from '../../../src/access/connections/access-reader.ts';
import { MobilityList } from '../../../src/access/connections/mobility-list.ts';
import { PdnTable } from '../../../src/access/connections/pdn-table.ts';
import type { Place } from '../../../src/access/connections/place.ts';
import type { Pdn } from '../../../src/access/pdn.ts';
import { NGAP_PPID } from '../../../src/access/s1ap-ngap/ngap.ts';
import { S1AP_PPID } from '../../../src/access/s1ap-ngap/s1ap.ts';
import {
  CIPHERED_NAS,
  container,
  gtpElement,
  gtpv2,
  nasTransport,
  nullCiphered,
  pdnConnectivityReject,
  pdnConnectivityRequest,
} from '../../support/access/access-packets.ts';
import { NODE, placeAt } from '../../support/access/places.ts';
import { join, u16, u32 } from '../../support/captures/packets.ts';

const { enb, mme, sgw } = NODE;
const IMSI = '001010000000001';
const { imsi, apn, ebi, pco, paa, cause, qos, bearer, fteid } = gtpElement;

function read(feed: (reader: AccessReader) => void) {
  const all: Pdn[] = [];
  const limits = { connections: 100, messages: 1000 };
  const table = new PdnTable(limits, pdn => all.push(pdn));
  const reader = new AccessReader(table, limits, new MobilityList(9, () => {}));
  feed(reader);
  table.end();
  return { all, nas: reader.nas };
}

const framesOf = ({ frames }: Pick<Pdn, 'frames'>) => frames.map(({ frame }) => frame).join(' ');
const gtp = (reader: AccessReader, bytes: Uint8Array, place: Place) =>
  reader.gtp(bytes, 0, bytes.length, place);

const REQUEST = gtpv2(
  32,
  { sequence: 7 },
  imsi(IMSI),
  apn('ims'),
  fteid(mme, 0x11),
  pco(container(0x000c)),
  bearer(ebi(5), qos(5)),
);
const RESPONSE = (piggyback = false) =>
  gtpv2(
    33,
    { sequence: 7, teid: 0x11, piggyback },
    cause(16),
    paa('192.0.2.5'),
    pco(container(0x000c, [198, 51, 100, 7])),
    bearer(ebi(5), cause(16), fteid(sgw, 0x31)),
  );

describe('GTP-C', () => {
  test('a set-up of version 2, and a bearer that rides on its answer', () => {
    const ride = gtpv2(95, { sequence: 20, teid: 0x11 }, ebi(5), bearer(ebi(0), qos(1), fteid(sgw, 0x61)));
    const { all } = read(reader => {
      expect(gtp(reader, REQUEST, placeAt(1, mme, sgw))).toBe(true);
      expect(gtp(reader, join(RESPONSE(true), ride), placeAt(2, sgw, mme))).toBe(true);
    });
    expect(all.map(framesOf)).toEqual(['1 2']);
    expect(all[0]).toMatchObject({
      imsi: IMSI,
      apn: 'ims',
      id: 5,
      qci: 5,
      result: 'accepted',
      pcscfAsked: ['ipv4'],
      pcscf: ['198.51.100.7'],
      ue: ['192.0.2.5'],
      bearers: [{ id: null, qci: 1, result: 'unanswered' }],
    });
  });

  test('the same datagram again is sent again', () => {
    const { all } = read(reader => {
      for (const seconds of [1, 4, 7]) gtp(reader, REQUEST, placeAt(seconds, mme, sgw));
    });
    expect(all.map(pdn => [pdn.result, framesOf(pdn)])).toEqual([['unanswered', '1 4 7']]);
  });

  test('version 1', () => {
    const message = (type: number, ...parts: readonly ArrayLike<number>[]) => {
      const body = join(u16(7), [0, 0], ...parts);
      return join([0x32, type], u16(body.length), u32(0), body);
    };
    const name = [131, ...u16(4), 3, 105, 109, 115];
    const { all } = read(reader => {
      gtp(reader, message(16, [20, 5], name), placeAt(1, mme, sgw));
      expect(gtp(reader, message(17, [1, 199]), placeAt(2, sgw, mme))).toBe(true);
    });
    expect(all.map(pdn => [pdn.apn, pdn.result, pdn.via, pdn.cause?.number])).toEqual([
      ['ims', 'rejected', ['gtpv1'], 199],
    ]);
  });

  test('other bytes are left alone', () => {
    const { all } = read(reader => {
      expect(gtp(reader, new Uint8Array(40), placeAt(1, mme, sgw))).toBe(false);
      // An echo request is GTP-C, but about no connection.
      expect(gtp(reader, gtpv2(1, { sequence: 1 }), placeAt(2, mme, sgw))).toBe(true);
    });
    expect(all).toEqual([]);
  });
});

describe('NAS in SCTP', () => {
  const up = (seconds: number) => placeAt(seconds, enb, mme);
  const ask = pdnConnectivityRequest(3, 'ims', container(0x000c));

  test('a request and its refusal, also under the null cipher', () => {
    const { all, nas } = read(reader => {
      expect(reader.sctp(S1AP_PPID, nasTransport('s1ap', {}, ask), up(1))).toBe(true);
      const reject = nullCiphered(pdnConnectivityReject(3, 27));
      reader.sctp(S1AP_PPID, nasTransport('s1ap', { downlink: true }, reject), placeAt(2, mme, enb));
    });
    expect(all.map(pdn => [pdn.apn, pdn.pcscfAsked, pdn.result, pdn.cause?.number])).toEqual([
      ['ims', ['ipv4'], 'rejected', 27],
    ]);
    expect(nas).toEqual({ messages: 2, ciphered: 0 });
  });

  test('what is ciphered is counted', () => {
    const { all, nas } = read(reader => {
      reader.sctp(S1AP_PPID, nasTransport('s1ap', {}, CIPHERED_NAS), up(1));
    });
    expect([all, nas]).toEqual([[], { messages: 1, ciphered: 1 }]);
  });

  test('a PDU session in NGAP', () => {
    const container5 = join([0x2e, 1, 7, 0xc1, 0xff, 0xff, 0x91]);
    const transport = join(
      [0x7e, 0, 0x67, 1],
      u16(container5.length),
      container5,
      [0x25, 4, 3, 105, 109, 115],
    );
    const { all } = read(reader => {
      reader.sctp(NGAP_PPID, nasTransport('ngap', {}, transport), up(1));
    });
    expect(all.map(pdn => [pdn.isFiveGs, pdn.id, pdn.apn, pdn.pdnTypeAsked, pdn.result])).toEqual([
      [true, 1, 'ims', 'ipv4', 'unanswered'],
    ]);
  });

  test('other protocols are left alone, and damage is no message', () => {
    const { all } = read(reader => {
      expect(reader.sctp(46, nasTransport('s1ap', {}, ask), up(1))).toBe(false);
      expect(reader.sctp(S1AP_PPID, new Uint8Array(9), up(2))).toBe(true);
    });
    expect(all).toEqual([]);
  });
});

test('whatever the bytes, no exception, and nothing but what was fed', () => {
  const messages = [
    REQUEST,
    RESPONSE(),
    gtpv2(95, { sequence: 20, teid: 0x11 }, ebi(5), bearer(ebi(0), qos(1), fteid(sgw, 0x61))),
    nasTransport('s1ap', { initial: true }, pdnConnectivityRequest(3, 'ims', container(0x000c))),
    nasTransport('s1ap', { downlink: true }, pdnConnectivityReject(3, 27)),
  ];
  const change = fc.tuple(fc.nat({ max: messages.length - 1 }), fc.nat({ max: 200 }), fc.nat({ max: 255 }));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), changes => {
      const damaged = messages.map(message => message.slice());
      for (const [which, offset, value] of changes) {
        const message = damaged[which] as Uint8Array;
        message[offset % message.length] = value;
      }
      const { all } = read(reader => {
        for (const [i, bytes] of damaged.entries()) {
          if (i < 3) gtp(reader, bytes, placeAt(i + 1, mme, sgw));
          else reader.sctp(S1AP_PPID, bytes, placeAt(i + 1, enb, mme));
        }
      });
      for (const pdn of all)
        for (const { frame } of pdn.frames) expect(frame).toBeLessThanOrEqual(messages.length);
    }),
    { seed: 1, numRuns: 2000 },
  );
});
