import { expect, test } from 'vitest';
import { KEY } from '../../support/sa-set.ts';
import { findingsOf, Script } from '../../support/script.ts';

const WRONG = { ck: KEY.ck, ik: KEY.ck };
const challenged = () => new Script().register().challengeMw().challenge();

test('no ICV of the UE verifies', async () => {
  const [finding] = await findingsOf(
    'R12',
    challenged().answer({ key: WRONG }).wait(1).answer({ key: WRONG }),
  );
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.detail).toMatch(/^2 of 2 ESP packets/);
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([4, 5]);
});

test('a single packet among good ones is only a warning', async () => {
  const [finding] = await findingsOf('R12', challenged().answer().answer({ key: WRONG }));
  expect(finding?.severity).toBe('warning');
});

test('nothing when all verify, nor without a key to judge by', async () => {
  expect(await findingsOf('R12', challenged().answer().ok())).toEqual([]);
  expect(await findingsOf('R12', new Script().register().challenge().answer({ key: WRONG }))).toEqual([]);
});
