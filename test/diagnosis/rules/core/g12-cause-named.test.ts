import { expect, test } from 'vitest';
import { allFindings } from '../../../../src/diagnosis/all-findings.ts';
import { diagnosed, findingsOf, Script } from '../../../support/events/script.ts';

const challenged = () => new Script().register().registerMw().challengeMw().challenge();
const QOS = "Can't register to QoS for signalling";

test('the P-CSCF refuses by itself: it is not a matter of RES', async () => {
  const script = challenged()
    .answer()
    .ok({ startLine: `SIP/2.0 403 ${QOS}` });
  const all = allFindings(await diagnosed(script)).filter(({ severity }) => severity === 'error');
  expect(all.map(({ rule, confidence }) => `${rule} ${confidence}`)).toEqual(['G12 likely']);
  expect(all[0]?.title).toContain('Rx or N5');
  expect(all[0]?.detail).toBe(
    `The REGISTER in ESP (CSeq 2) got 403 ${QOS}. The capture has Mw, but not this REGISTER: the P-CSCF refuses by itself.`,
  );
  expect(all[0]?.frames.map(({ frame }) => frame)).toEqual([5, 6]);
});

test.each([
  ['412 Register N5 QoS authorization failed', /N5/],
  ['500 Server error on SCSCF Select (UAR)', /S-CSCF/],
  ['403 Forbidden - Domain not serviced', /domain/],
  ['503 Server overloaded', /overloaded/],
])('also to the first REGISTER: %s', async (status, title) => {
  const script = new Script().register().clearBack(`SIP/2.0 ${status}`);
  const all = allFindings(await diagnosed(script)).filter(({ severity }) => severity === 'error');
  expect(all.map(({ rule }) => rule)).toEqual(['G12']);
  expect(all[0]?.title).toMatch(title);
});

test('a note once a later REGISTER gets further; nothing without words', async () => {
  const again = new Script()
    .register()
    .clearBack(`SIP/2.0 403 ${QOS}`)
    .register({ cseq: 2 })
    .challenge({ cseq: 2 });
  expect((await findingsOf('G12', again))[0]?.severity).toBe('note');
  expect(await findingsOf('G12', new Script().register().clearBack('SIP/2.0 403 Forbidden'))).toEqual([]);
});
