import { expect, test } from 'vitest';
import { dedicatedBearer, setUp, TICK } from '../../../support/access/discovery.ts';
import { findingsOf, Script } from '../../../support/events/script.ts';

const INVITE = 'INVITE sip:bob@ims SIP/2.0';
const call = (more = {}) => setUp(new Script(), more).clear(INVITE, { cseq: 5, callId: 'call' });

test('refused after the INVITE of the same phone: proven', async () => {
  const [found] = await findingsOf('P10', dedicatedBearer(call(), 1, { cause: 88 }).wait(20).frame(TICK));
  expect(found).toMatchObject({ severity: 'warning', confidence: 'certain' });
  expect(found?.detail).toBe(
    'A dedicated bearer with QCI 1 of PDN ims is refused with GTPv2 cause 88 (UE refuses), after the INVITE in frame 3.',
  );
});

test('not answered', async () => {
  expect(
    await findingsOf('P10', dedicatedBearer(call(), 1, { cause: null }).wait(20).frame(TICK)),
  ).toMatchObject([{ confidence: 'likely' }]);
  expect(await findingsOf('P10', dedicatedBearer(call(), 1, { cause: null }).wait(2).frame(TICK))).toEqual(
    [],
  );
});

test('a short capture may miss the answer', async () => {
  const script = dedicatedBearer(call(), 1, { cause: null }).wait(4).frame(TICK);
  expect(await findingsOf('P10', script)).toMatchObject([{ confidence: 'possible' }]);
});

test('belongs to the registration during which it is asked for', async () => {
  const script = setUp(new Script()).register().challenge().registerMw().challengeMw().answer().ok();
  script.esp('uc->ps', INVITE, { cseq: 5, callId: 'call' });
  expect(
    await findingsOf('P10', dedicatedBearer(script, 1, { cause: 88 }).wait(20).frame(TICK)),
  ).toMatchObject([{ callId: 'a@ue' }]);
});

test.each([
  ['it is accepted', dedicatedBearer(call(), 1)],
  ['there is no INVITE', dedicatedBearer(setUp(new Script()), 1, { cause: 88 })],
  ['the INVITE is long ago', dedicatedBearer(call().wait(100), 1, { cause: 88 })],
  ['the INVITE is of another phone', dedicatedBearer(call({ ue: '10.0.0.7' }), 1, { cause: 88 })],
])('not if %s', async (_, script) => {
  expect(await findingsOf('P10', script.wait(20).frame(TICK))).toEqual([]);
});
