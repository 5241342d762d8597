import { expect, test } from 'vitest';
import type { RegistrationCase } from '../../../src/diagnosis/cases/case.ts';
import { isOlder, kamailioVersion, serversOf } from '../../../src/diagnosis/evidence/products.ts';
import { sipNote } from '../../support/events/sip-note.ts';

test('the version of Kamailio, none if it says none, undefined for another product', () => {
  expect(kamailioVersion(['lab', 'kamailio (5.6.3 (x86_64/linux))'])).toEqual({ major: 5, minor: 6 });
  expect(kamailioVersion(['Kamailio/6.0.1'])).toEqual({ major: 6, minor: 0 });
  expect(kamailioVersion(['Kamailio P-CSCF'])).toBeNull();
  expect(kamailioVersion(['OpenSIPS (3.6.0)'])).toBeUndefined();
});

test('versions compare by number', () => {
  const than = { major: 5, minor: 7 };
  const older = [
    [5, 6],
    [4, 9],
    [5, 7],
    [5, 10],
    [6, 0],
  ] as const;
  expect(older.map(([major, minor]) => isOlder({ major, minor }, than))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('each Server header of the responses on Gm once', () => {
  const response = (server: string) => sipNote(['SIP/2.0 100 Trying', `Server: ${server}`]);
  const gm = { requests: [], responses: [response('a'), response('b'), response('a')] };
  expect(serversOf({ attempts: [{ gm }] } as unknown as RegistrationCase)).toEqual(['a', 'b']);
});
