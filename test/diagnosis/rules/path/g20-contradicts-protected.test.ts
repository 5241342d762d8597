import { expect, test } from 'vitest';
import { ForgedRun, SHAPES } from '../../../support/captures/forged-run.ts';
import { reverse } from '../../../support/captures/packets.ts';

async function found(run: ForgedRun) {
  const { diagnosis } = await run.diagnose();
  return diagnosis.registrations[0]?.findings.filter(({ rule }) => rule === 'G20');
}

test.each(SHAPES)(
  'clear answers beside ESP between $ue and $pcscf are named with their frames',
  async shape => {
    const run = new ForgedRun(shape);
    const clear = (status: string) => run.clear(reverse(run.gm), run.answer(status, 2));
    run.before('200', clear('403 Forbidden')).after('200', clear('494 Security Agreement Required'));
    const [one] = (await found(run)) ?? [];
    expect(one).toMatchObject({ severity: 'warning', confidence: 'certain' });
    expect(one?.detail).toBe(
      'Unprotected on Gm: 403 Forbidden to REGISTER 2, 494 Security Agreement Required to REGISTER 2. 2 REGISTER messages in ESP with a good ICV say otherwise, and anybody on the path can send what is unprotected.',
    );
    expect(one?.frames.map(({ frame }) => frame)).toEqual([4, 6, 7, 8]);
  },
);

test.each(SHAPES)('nothing for a healthy run, and for a clear copy', async shape => {
  expect(await found(new ForgedRun(shape))).toEqual([]);
  const copied = new ForgedRun(shape);
  copied.before('protected', copied.clear(copied.up, copied.protectedRegister()));
  expect(await found(copied.before('200', copied.clear(copied.down, copied.ok())))).toEqual([]);
});
