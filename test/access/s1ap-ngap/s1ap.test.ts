import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNasEps } from '../../../src/access/nas/nas-eps.ts';
import { readS1ap } from '../../../src/access/s1ap-ngap/s1ap.ts';
import {
  S1AP_ATTACH,
  S1AP_BEARER_REQUEST,
  S1AP_BEARER_RESPONSE,
  S1AP_PDN_REQUEST,
} from '../../support/access/real-messages.ts';

describe('S1AP', () => {
  test('NAS of a phone, with the association', () => {
    const pdu = readS1ap(S1AP_PDN_REQUEST);
    expect(pdu).toMatchObject({
      name: 'UplinkNASTransport',
      coreId: 7,
      radioId: 6,
      initial: false,
      whole: true,
    });
    const [nas] = pdu?.nas ?? [];
    expect(nas?.bearers).toEqual([]);
    expect(readNasEps(nas?.bytes ?? new Uint8Array(0)).session).toMatchObject({
      apn: 'ims',
      pdnType: 'ipv4',
      pco: { pcscfAsked: ['ipv4'], containers: [0x8021, 0x0c, 0x0d, 2, 0x0a, 0x10] },
    });
  });

  test('a bearer with QoS, tunnel and NAS', () => {
    const [item] = readS1ap(S1AP_BEARER_REQUEST)?.nas ?? [];
    expect(item?.bearers).toEqual([
      {
        id: 6,
        qci: 5,
        arp: { priority: 1, capability: false, vulnerability: false },
        guaranteed: null,
        maximum: null,
        cause: null,
        tunnels: ['172.24.15.30 0x0000001f'],
      },
    ]);
    expect(readNasEps(item?.bytes ?? new Uint8Array(0)).session).toMatchObject({
      ue: ['192.168.101.5'],
      cause: { number: 50 },
      pco: { pcscf: ['10.4.128.21'], dns: ['8.8.8.8', '8.8.4.4'] },
    });
  });

  test('the first message of a phone', () => {
    const pdu = readS1ap(S1AP_ATTACH);
    expect(pdu).toMatchObject({ name: 'InitialUEMessage', coreId: null, radioId: 6, initial: true });
    expect(readNasEps(pdu?.nas[0]?.bytes ?? new Uint8Array(0)).identities).toMatchObject([
      { guti: '001-01-0002-01-d2006fbc' },
    ]);
  });

  test('a response has no NAS', () => {
    expect(readS1ap(S1AP_BEARER_RESPONSE)).toMatchObject({ nas: [], failed: [], whole: true });
  });

  test('octets that were changed anywhere are read to an end', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(S1AP_PDN_REQUEST, S1AP_BEARER_REQUEST, S1AP_ATTACH),
        fc.array(fc.tuple(fc.nat(150), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(150),
        (message, changes, end) => {
          const bytes = message.slice(0, end);
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          for (const { bytes: nas } of readS1ap(bytes)?.nas ?? []) readNasEps(nas);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
