import { expect, test } from 'vitest';
import { findingsOf, mechanism, PCSCF, Script, UE } from '../../../support/events/script.ts';

test('Security-Client and Security-Verify on Mw', async () => {
  const client = { 'Security-Client': mechanism(UE) };
  const script = new Script()
    .register()
    .registerMw({ headers: client })
    .challengeMw()
    .challenge()
    .answer()
    .registerMw({ cseq: 2, headers: { ...client, 'Security-Verify': mechanism(PCSCF) } })
    .ok();
  const findings = await findingsOf('G5', script);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({ severity: 'note', confidence: 'certain', callId: null });
  expect(findings[0]?.detail).toBe('2 REGISTERs on Mw with Security-Client and Security-Verify.');
  expect(findings[0]?.frames.map(({ frame }) => frame)).toEqual([2, 6]);
});

test('a P-CSCF that removes them', async () => {
  expect(await findingsOf('G5', new Script().register().registerMw().challengeMw().challenge())).toEqual([]);
});
