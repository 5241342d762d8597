import { expect, test } from 'vitest';
import { refusalsOf } from '../../../../src/diagnosis/evidence/refusals/refusals.ts';
import { withSaid } from '../../../../src/diagnosis/evidence/refusals/said.ts';
import type { Finding } from '../../../../src/model/diagnosis.ts';
import { caseOf, Script } from '../../../support/events/script.ts';

const finding = (detail: string, frame: number): Finding => ({
  rule: 'X1',
  severity: 'error',
  confidence: 'likely',
  title: 'x',
  detail,
  frames: [{ file: 0, frame }],
  advice: 'x',
  settle: null,
  callId: 'a@ue',
});

test('adds what the finding about a refusal does not say yet', async () => {
  const headers = {
    'WWW-Authenticate': null,
    'Security-Server': null,
    Warning: '399 p "no SA"',
    'Retry-After': '600',
  };
  const script = new Script().register().challenge({ startLine: 'SIP/2.0 500 Server Error', headers });
  const refusals = refusalsOf(await caseOf(script));
  expect(withSaid(finding('Refused.', 2), refusals).detail).toBe(
    'Refused. The response says: 500 Server Error; Warning: 399 p "no SA"; Retry-After: 600.',
  );
  expect(withSaid(finding('It got 500 Server Error (Warning: 399 p "no SA").', 2), refusals).detail).toMatch(
    /\. The response says: Retry-After: 600\.$/,
  );
  const other = finding('Not about it.', 1);
  expect(withSaid(other, refusals)).toBe(other);
});

test('a header field as long as a message is cut', async () => {
  const headers = {
    'WWW-Authenticate': null,
    'Security-Server': null,
    Warning: `399 p "${'x'.repeat(900)}"`,
  };
  const script = new Script().register().challenge({ startLine: 'SIP/2.0 500 E', headers });
  const { detail } = withSaid(finding('It got 500 E.', 2), refusalsOf(await caseOf(script)));
  expect(detail.length).toBeLessThan(400);
});
