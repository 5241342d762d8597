import { expect, test } from 'vitest';
import { findingsOf, Script } from '../../../support/events/script.ts';

const challenged = () => new Script().register().challengeMw().challenge();

test('an SA whose first packets are missing though its 401 is there', async () => {
  const [finding] = await findingsOf('E1', challenged().answer({ sequence: 5 }).ok());
  expect(finding).toMatchObject({ severity: 'note', confidence: 'likely', frames: [{ file: 0, frame: 4 }] });
  expect(finding?.detail).toBe('uc->ps (SPI 2002) starts with 5.');
});

test('nothing from 1 on, and nothing by numbers under a bad ICV', async () => {
  expect(await findingsOf('E1', challenged().answer().ok())).toEqual([]);
  const key = { ck: new Uint8Array(16), ik: new Uint8Array(16) };
  expect(await findingsOf('E1', challenged().answer({ sequence: 5, key }))).toEqual([]);
});
