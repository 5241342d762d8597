import { expect, test } from 'vitest';
import { findingsOf, Script } from '../../../support/events/script.ts';

const options = 'OPTIONS sip:alice@10.0.0.1:32001 SIP/2.0';
const registered = (sourcePort: number) =>
  new Script().register({ flow: { sourcePort } }).challengeMw().challenge().answer().ok();

test('another port, and requests in the clear afterwards', async () => {
  const [finding] = await findingsOf('R23', registered(31005).wait(5).clearBack(options, { callId: 'o@p' }));
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'possible' });
  expect(finding?.detail).toBe(
    'The first REGISTER comes from port 31005. After the registration the P-CSCF sends 1 unprotected request to the UE (OPTIONS).',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 6]);
});

test('nothing from port 5060, nor where all stays in ESP', async () => {
  expect(await findingsOf('R23', registered(5060).clearBack(options, { callId: 'o@p' }))).toEqual([]);
  expect(await findingsOf('R23', registered(31005).esp('pc->us', options, { callId: 'o@p' }))).toEqual([]);
});
