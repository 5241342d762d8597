import { describe, expect, test } from 'vitest';
import {
  causeNamedBy,
  lastNamed,
  namesAnother,
} from '../../../../src/diagnosis/evidence/refusals/named-cause.ts';
import { refusalsOf } from '../../../../src/diagnosis/evidence/refusals/refusals.ts';
import { caseOf, Script } from '../../../support/events/script.ts';

const refused = (startLine: string, headers: Record<string, string> = {}) => ({
  startLine: `SIP/2.0 ${startLine}`,
  headers: { 'WWW-Authenticate': null, 'Security-Server': null, ...headers },
});

async function named(startLine: string, headers: Record<string, string> = {}) {
  const subject = await caseOf(new Script().register().challenge(refused(startLine, headers)));
  const [refusal] = refusalsOf(subject);
  if (refusal === undefined) throw new Error('no refusal');
  return { subject, refusal, text: causeNamedBy(refusal) };
}

describe('the words of published configurations and modules', () => {
  test.each([
    ["403 Can't register to QoS for signalling", 'G12', /Rx or N5/],
    ['412 Register N5 QoS authorization failed', 'G12', /Rx or N5/],
    ['503 Service Unavailable (Create ipsec failed)', 'R07', null],
    ['500 No free client port', 'R07', /no free port/],
    ['500 UAR failed', 'F13', /Cx interface/],
    ['500 MAR failed', 'F13', /Cx interface/],
    ['500 Unknown response code from UAR', 'F13', /Cx interface/],
    ['480 Temporarily unavailable - TimeOut in SAR/A HSS', 'F13', /does not answer/],
    ['480 Temporarily unavailable - error retrieving av', 'F13', /vectors/],
    ['500 Server Internal Error - Server Assignment failed', 'F13', /Cx interface/],
    ['403 Forbidden - HSS Authorization Rejected', 'F13', /refuses the user/],
    ['403 Forbidden - HSS User Unknown', 'R26', null],
    ['403 Forbidden - Private identity not found (Authorization: username)', 'R27', null],
    ['500 Server error on SCSCF Select (UAR)', 'G12', /no S-CSCF/],
    ['500 Server error on UAR select next S-CSCF', 'G12', /no S-CSCF/],
    ['500 Error forwarding towards S-CSCF', 'G12', /no S-CSCF/],
    ['600 Busy everywhere - Empty list of S-CSCFs', 'G12', /no S-CSCF/],
    ['600 Busy everywhere - Forwarding to S-CSCF failed', 'G12', /no S-CSCF/],
    ['403 Domain not serviced', 'G12', /domain/],
    ['400 Bad Request - P-Visited-Network-ID header missing', 'G12', /header field is missing/],
    ['400 Bad Request - Private ID in Authorization / username token missing', 'G12', /is missing/],
    ['503 Server overloaded', 'G12', /overloaded/],
    ['403 Authentication Failed', 'R24', null],
    ['403 Wrong password', 'R24', null],
  ])('%s', async (startLine, rule, title) => {
    const { text } = await named(startLine);
    expect(text?.rule).toBe(rule);
    if (title === null) expect(text?.title).toBeNull();
    else expect(text?.title).toMatch(title);
  });

  test('in Warning and Reason, but not in the name of a host', async () => {
    expect((await named('404 Not Found', { Warning: '399 x "AKA add SA failure"' })).text?.rule).toBe('R07');
    expect((await named('404 Not Found', { Warning: '399 x AKA add SA failure' })).text?.rule).toBe('R07');
    expect((await named('500 X', { Reason: 'SIP;cause=403;text="HSS User Unknown"' })).text?.rule).toBe(
      'R26',
    );
    expect((await named('500 X', { Warning: '399 pcrf.ims "no such thing"' })).text).toBeNull();
    expect((await named('403 Forbidden')).text).toBeNull();
  });
});

test('which rule reports it', async () => {
  const { subject, refusal } = await named('500 MAR failed');
  expect(namesAnother(refusal, 'R24')).toBe(true);
  expect(namesAnother(refusal, 'F13')).toBe(false);
  expect(lastNamed(subject, 'F13')?.refusal.status).toBe(500);
  expect(lastNamed(subject, 'R07')).toBeNull();
});
