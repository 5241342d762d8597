import { expect, test } from 'vitest';
import { reportSetFacts } from '../../src/analysis/set-issues.ts';
import type { Issue } from '../../src/model/issue.ts';
import type { SaSet } from '../../src/model/security-association.ts';

function facts(set: object): string[] {
  const issues: Issue[] = [];
  const base = { ue: { address: 'ue' }, pcscf: { address: 'p' }, agreed: [], used: null, sas: [] };
  reportSetFacts({ ...base, ...set } as unknown as SaSet, issue => issues.push(issue));
  return issues.map(({ code, frame }) => `${code} ${frame}`);
}

const NULL = { alg: 'hmac-sha-1-96', ealg: 'null' };
const AES = { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' };

test('packets that prove another suite than the header are reported at their first frame', () => {
  expect(
    facts({
      agreed: [NULL],
      used: AES,
      sas: [
        { firstFrame: 9, implausible: 0 },
        { firstFrame: 6, implausible: 0 },
      ],
    }),
  ).toEqual(['suite-differs 6']);
});

test('a good ICV over nonsense is reported', () => {
  expect(facts({ agreed: [AES], sas: [{ firstFrame: 12, implausible: 3 }] })).toEqual([
    'implausible-plaintext 12',
  ]);
});

test('what agrees, or was never seen, is no news', () => {
  expect(facts({ agreed: [AES], used: AES, sas: [{ firstFrame: 1, implausible: 0 }] })).toEqual([]);
  expect(facts({ agreed: [AES] })).toEqual([]);
});

test('an SA that a user gave is named by its ends, without an agreement to compare with', () => {
  const sa = { name: 'unknown', given: {}, firstFrame: 3, source: 'a', destination: 'b', spi: 1 };
  expect(facts({ sas: [{ ...sa, implausible: 2 }] })).toEqual(['implausible-plaintext 3']);
  expect(facts({ sas: [{ ...sa, implausible: 0 }] })).toEqual([]);
});
