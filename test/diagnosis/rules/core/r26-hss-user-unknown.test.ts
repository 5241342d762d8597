import { expect, test } from 'vitest';
import { avp } from '../../../support/captures/diameter.ts';
import { join, latin1, u32 } from '../../../support/captures/packets.ts';
import { findingsOf, Script } from '../../../support/events/script.ts';

const UA = 300;
const asked = () =>
  new Script()
    .register()
    .registerMw()
    .cx(UA, true, avp(1, 0, latin1('alice@ims')));
const experimental = (code: number) => avp(297, 0, join(avp(298, 0, u32(code))));
const refused = {
  startLine: 'SIP/2.0 403 Forbidden - HSS User Unknown',
  headers: { 'WWW-Authenticate': null },
};

test('the HSS says so, and the UE gets a 403', async () => {
  const script = asked().cx(UA, false, experimental(5001)).challengeMw(refused).challenge(refused);
  const [finding] = await findingsOf('R26', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain', settle: null });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([4, 6]);
  expect(finding?.detail).toBe(
    'The REGISTER got 403 Forbidden - HSS User Unknown. The HSS answers 5001 DIAMETER_ERROR_USER_UNKNOWN in the UAA. IMPI alice@ims, IMPU sip:alice@ims.',
  );
});

test('the text alone is the word of the CSCF', async () => {
  const [finding] = await findingsOf('R26', new Script().register().challenge(refused));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
});

test('the answer of the HSS alone, before the UE is told', async () => {
  const [finding] = await findingsOf('R26', asked().cx(UA, false, experimental(5001)));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.detail).toMatch(/^The HSS answers 5001/);
});

test('not another user, not a Result-Code of the same number, not another 403', async () => {
  const other = new Script().cx(UA, true, avp(1, 0, latin1('bob@ims'))).cx(UA, false, experimental(5001));
  expect(await findingsOf('R26', other.register())).toEqual([]);
  expect(await findingsOf('R26', asked().cx(UA, false, avp(268, 0, u32(5001))))).toEqual([]);
  const forbidden = { ...refused, startLine: 'SIP/2.0 403 Forbidden' };
  expect(await findingsOf('R26', new Script().register().challenge(forbidden))).toEqual([]);
});
