import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNas5gs } from '../../../src/access/nas/nas-5gs.ts';
import { readNgap } from '../../../src/access/s1ap-ngap/ngap.ts';
import { NGAP_OTHER, NGAP_SESSION_ACCEPT, NGAP_SESSION_REQUEST } from '../../support/access/real-messages.ts';

describe('NGAP', () => {
  test('NAS of a phone, with the association', () => {
    const pdu = readNgap(NGAP_SESSION_REQUEST);
    expect(pdu).toMatchObject({ name: 'UplinkNASTransport', coreId: 1, radioId: 1, whole: true });
    expect(readNas5gs(pdu?.nas[0]?.bytes ?? new Uint8Array(0)).session).toMatchObject({
      part: 'request',
      apn: 'internet',
      pdnType: 'ipv4v6',
      pco: { pcscfAsked: ['ipv4'] },
    });
  });

  test('a session with QoS flow and NAS', () => {
    const [item] = readNgap(NGAP_SESSION_ACCEPT)?.nas ?? [];
    expect(item?.bearers).toMatchObject([
      { qci: 9, arp: { priority: 8, capability: false, vulnerability: false } },
    ]);
    expect(readNas5gs(item?.bytes ?? new Uint8Array(0)).session).toMatchObject({
      part: 'accept',
      ue: ['10.46.0.2'],
      interfaceId: '0000000000000002',
      ambr: { downKbps: 1_000_000, upKbps: 1_000_000 },
      pco: { pcscf: [], dns: ['8.8.8.8', '8.8.4.4'] },
    });
  });

  test('NAS about something else', () => {
    const [item] = readNgap(NGAP_OTHER)?.nas ?? [];
    expect(readNas5gs(item?.bytes ?? new Uint8Array(0))).toMatchObject({ ciphered: false, session: null });
  });

  test('octets that were changed anywhere are read to an end', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(NGAP_SESSION_REQUEST, NGAP_SESSION_ACCEPT, NGAP_OTHER),
        fc.array(fc.tuple(fc.nat(210), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(210),
        (message, changes, end) => {
          const bytes = message.slice(0, end);
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          for (const { bytes: nas } of readNgap(bytes)?.nas ?? []) readNas5gs(nas);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
