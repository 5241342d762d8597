import { expect, test } from 'vitest';
import { findingsOf, PCSCF, Script } from '../../../support/events/script.ts';

const pcscf = { ...PCSCF, portC: 6100, portS: 5100 };

test('the first ESP of the UE goes to port-c', async () => {
  const script = new Script().register().challengeMw().challenge();
  script
    .answer({ flow: { destinationPort: PCSCF.portC } })
    .wait(12)
    .mw('OPTIONS sip:ims SIP/2.0');
  const [finding] = await findingsOf('R21', script);
  expect(await findingsOf('R11', script)).toEqual([]);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.detail).toContain(
    'port-c=5062, port-s=5063, but the first ESP of the UE goes to port 5062',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([3, 4]);
});

test('the usual numbers the other way round, and no answer', async () => {
  const swapped = (Server: string) =>
    new Script().register().challengeMw().challenge({ pcscf, headers: { Server } }).answer({ pcscf });
  expect((await findingsOf('R21', swapped('x')))[0]?.confidence).toBe('possible');
  expect((await findingsOf('R21', swapped('kamailio (5.7.1 (x86_64/linux))')))[0]?.confidence).toBe('likely');
  expect(await findingsOf('R21', swapped('x').ok({ pcscf }))).toEqual([]);
});

test('nothing with the right ports', async () => {
  expect(await findingsOf('R21', new Script().register().challengeMw().challenge().answer())).toEqual([]);
});
