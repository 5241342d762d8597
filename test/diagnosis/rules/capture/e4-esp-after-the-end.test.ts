import { expect, test } from 'vitest';
import { findingsOf, Script } from '../../../support/events/script.ts';

const message = 'MESSAGE sip:bob@ims SIP/2.0';
const headers = { Expires: '60' };
const registered = () =>
  new Script().register().challengeMw().challenge().answer({ headers }).ok({ headers });
const gone = { cseq: 3, headers: { Expires: '0' } };

test('ESP long after the registration was to end', async () => {
  const [finding] = await findingsOf('E4', registered().wait(200).esp('uc->ps', message, { callId: 'm@ue' }));
  expect(finding).toMatchObject({ severity: 'note', confidence: 'likely' });
  expect(finding?.detail).toBe(
    'The registration expired after 60 s. The last ESP comes 140 s later, on uc->ps.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([5, 6]);
});

test('ESP after a de-registration', async () => {
  const script = registered()
    .answer(gone)
    .ok(gone)
    .wait(40)
    .esp('pc->us', 'NOTIFY sip:a@b SIP/2.0', { callId: 'n@s' });
  expect((await findingsOf('E4', script))[0]?.detail).toMatch(
    /^The UE was de-registered\. The last ESP comes .* on pc->us\.$/,
  );
});

test('nothing in time, nor after a REGISTER that prolongs it', async () => {
  expect(await findingsOf('E4', registered().wait(80).esp('uc->ps', message, { callId: 'm@ue' }))).toEqual(
    [],
  );
  const prolonged = registered().wait(30).answer({ cseq: 3, headers }).ok({ cseq: 3, headers }).wait(59);
  expect(await findingsOf('E4', prolonged.esp('uc->ps', message, { callId: 'm@ue' }))).toEqual([]);
  const other = registered().wait(50).answer({ callId: 'b@ue', headers }).ok({ callId: 'b@ue', headers });
  expect(await findingsOf('E4', other.wait(59).esp('uc->ps', message, { callId: 'm@ue' }))).toEqual([]);
});
