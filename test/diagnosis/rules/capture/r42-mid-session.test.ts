import { expect, test } from 'vitest';
import { findingsOf, Script } from '../../../support/events/script.ts';

const NULL = { alg: 'hmac-sha-1-96', ealg: 'null' } as const;
const message = 'MESSAGE sip:bob@ims SIP/2.0';

test('encrypted ESP and no 401', async () => {
  const [finding] = await findingsOf('R42', new Script().esp('uc->ps', message).esp('uc->ps', message));
  expect(finding).toMatchObject({ severity: 'note', confidence: 'certain', callId: null });
  expect(finding?.detail).toBe(
    '2 ESP packets under SPI 0x000007d2 without the 401 that created the SAs. None could be read.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 2]);
});

test('ESP NULL can be read', async () => {
  const [finding] = await findingsOf('R42', new Script().esp('uc->ps', message, { suite: NULL }));
  expect(finding?.detail).toContain('1 could be read');
});

test('nothing where the 401 is in the capture, or may be in closed ESP', async () => {
  expect(await findingsOf('R42', new Script().register().challengeMw().challenge().answer())).toEqual([]);
  const closed = new Script().register().challenge().answer().esp('uc->ps', message, { spi: 77 });
  expect(await findingsOf('R42', closed)).toEqual([]);
});
