import { expect, test } from 'vitest';
import { ForgedRun, forgedKey, type RunShape, SHAPES } from '../../../support/captures/forged-run.ts';
import { reverse } from '../../../support/captures/packets.ts';

/** Registrations in the clear after the real one, whose 401s name its SPIs. */
function attacked(shape: RunShape, count: number): ForgedRun {
  const run = new ForgedRun(shape);
  for (let i = 0; i < count; i++) {
    const nonce = Buffer.from(Uint8Array.from({ length: 32 }, (_, at) => i + at)).toString('base64');
    const headers = [run.challenge(forgedKey(i), nonce), run.server()];
    run.after(
      '200',
      run.clear(run.gm, run.register(1, [run.client()], `f${i}`)),
      run.clear(reverse(run.gm), run.answer('401 Unauthorized', 1, headers, `f${i}`)),
    );
  }
  return run;
}

test.each(SHAPES)('one finding for all between $ue and $pcscf, and no R01', async shape => {
  const { diagnosis } = await attacked(shape, 40).diagnose();
  expect(diagnosis.findings.find(({ rule }) => rule === 'G21')).toMatchObject({
    severity: 'warning',
    confidence: 'likely',
    detail: expect.stringContaining('40 unprotected 401s'),
  });
  const rules = diagnosis.registrations.flatMap(({ findings }) => findings.map(({ rule }) => rule));
  expect(rules.filter(rule => ['R01', 'R12', 'R14', 'S1'].includes(rule))).toEqual(
    shape.ealg === 'null' ? ['R14'] : [],
  );
  expect(diagnosis.registrations[0]?.outcome).toBe('registered');
});

test.each(SHAPES)('a single one may be a UE that begins anew: $ue', async shape => {
  const { diagnosis } = await attacked(shape, 1).diagnose();
  expect(diagnosis.findings.some(({ rule }) => rule === 'G21')).toBe(false);
});
