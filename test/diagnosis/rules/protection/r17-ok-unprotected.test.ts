import { expect, test } from 'vitest';
import { findingsIn } from '../../../support/events/diagnosed-file.ts';
import { findingsOf, Script } from '../../../support/events/script.ts';
import { labCaptures } from '../../../support/programs/lab.ts';

const leaving = () =>
  new Script()
    .register()
    .challengeMw()
    .challenge()
    .answer()
    .ok()
    .wait(60)
    .answer({ cseq: 3, headers: { Expires: '0' } });
const clearOk = (script: Script) =>
  script.clearBack('SIP/2.0 200 OK', { cseq: 3, headers: { Expires: '0' } });

test('the 200 to a de-registration in the clear, and the UE repeats', async () => {
  const script = clearOk(leaving())
    .wait(2)
    .answer({ cseq: 3, headers: { Expires: '0' } });
  const [finding] = await findingsOf('R17', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.title).toContain('de-registration');
  expect(finding?.detail).toContain(
    'goes unprotected from port 5060 to port 5060. The UE repeats the REGISTER once.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([6, 7, 8]);
});

test('a UE that takes it: a warning', async () => {
  expect((await findingsOf('R17', clearOk(leaving())))[0]?.severity).toBe('warning');
});

test('nothing for a 200 in ESP, nor for a REGISTER in the clear', async () => {
  expect(await findingsOf('R17', leaving().ok({ cseq: 3, headers: { Expires: '0' } }))).toEqual([]);
  const clear = new Script().register().clearBack('SIP/2.0 200 OK', { headers: { Expires: '60' } });
  expect(await findingsOf('R17', clear)).toEqual([]);
});

const dereg = labCaptures().find(({ name, kind }) => name === 'b35-v4-udp-dereg' && kind === 'sll2');
test.skipIf(dereg === undefined)('nor for a de-registration that goes well', async () => {
  expect(await findingsIn('R17', dereg?.path as string)).toEqual([]);
});
