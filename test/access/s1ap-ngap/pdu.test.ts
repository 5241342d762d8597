import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byId, innerOctets, numberOf, readProcedure } from '../../../src/access/s1ap-ngap/pdu.ts';
import {
  NGAP_SESSION_ACCEPT,
  S1AP_BEARER_RESPONSE,
  S1AP_PDN_REQUEST,
} from '../../support/access/real-messages.ts';

describe('the outer form of S1AP and NGAP', () => {
  test('procedure, outcome and elements', () => {
    const pdu = readProcedure(S1AP_PDN_REQUEST);
    expect(pdu).toMatchObject({ procedure: 13, outcome: 'request', whole: true });
    expect(pdu?.elements.map(({ id }) => id)).toEqual([0, 8, 26, 100, 67]);
    expect(readProcedure(S1AP_BEARER_RESPONSE)).toMatchObject({
      procedure: 5,
      outcome: 'success',
      whole: true,
    });
    expect(readProcedure(NGAP_SESSION_ACCEPT)).toMatchObject({
      procedure: 29,
      outcome: 'request',
      whole: true,
    });
  });

  test('values of elements', () => {
    const values = byId(readProcedure(S1AP_PDN_REQUEST)?.elements ?? []);
    expect([numberOf(values.get(0), 2), numberOf(values.get(8), 2), numberOf(undefined, 2)]).toEqual([
      7,
      6,
      null,
    ]);
    expect(innerOctets(values.get(26) ?? new Uint8Array(0))[0]).toBe(0x27);
  });

  test('a message cut anywhere keeps the elements before the cut, and is not whole', () => {
    for (let end = 0; end < S1AP_PDN_REQUEST.length; end++)
      expect(readProcedure(S1AP_PDN_REQUEST.subarray(0, end))).toBeNull();
    const lying = S1AP_PDN_REQUEST.slice();
    // One element more than there are.
    lying[6] = 6;
    expect(readProcedure(lying)).toMatchObject({ whole: false });
    expect(readProcedure(lying)?.elements.length).toBe(5);
  });

  test('octets that were changed anywhere are read to an end', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(S1AP_PDN_REQUEST, NGAP_SESSION_ACCEPT, S1AP_BEARER_RESPONSE),
        fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 4 }),
        (message, changes) => {
          const bytes = message.slice();
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          expect(readProcedure(bytes)?.elements.length ?? 0).toBeLessThan(257);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
