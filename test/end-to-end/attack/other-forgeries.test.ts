import { describe, expect, test } from 'vitest';
import { ForgedRun, forgedKey, OTHER_SHAPES, SHAPES } from '../../support/captures/forged-run.ts';
import { reverse } from '../../support/captures/packets.ts';

describe.each([...SHAPES, ...OTHER_SHAPES])('between $ue and $pcscf', shape => {
  test.each([5, 200])('%i other Security-Servers before the real one', async count => {
    const run = new ForgedRun(shape);
    const servers = Array.from({ length: count }, (_, i) =>
      run.clear(
        reverse(run.gm),
        run.answer('401 Unauthorized', 1, [
          run.challenge(forgedKey(i)),
          run.server('Security-Server', { c: 0x7000_0000 + 2 * i, s: 0x7000_0001 + 2 * i }),
        ]),
      ),
    );
    run.before('mw-401', ...servers);
    const { summary, diagnosis } = await run.diagnose();
    expect([summary.esp.icvGood, summary.esp.icvBad]).toEqual([4, 0]);
    expect(diagnosis.registrations.map(({ outcome }) => outcome)).toEqual(['registered']);
    const [one] = diagnosis.registrations;
    const certain = one?.findings.filter(
      ({ confidence, severity }) => confidence === 'certain' && severity === 'error',
    );
    expect(certain).toEqual([]);
  });

  test.each([100, 5000])('%i junk packets on the right SPIs before the agreement', async count => {
    const run = new ForgedRun(shape);
    const junk = Array.from({ length: count }, (_, i) => run.junk(i % 2 === 0 ? run.up : run.down, 1000 + i));
    run.before('register', ...junk);
    const { summary, diagnosis } = await run.diagnose();
    expect(summary.esp.icvGood).toBe(4);
    expect(summary.esp.packets).toBe(count + 4);
    const [one] = diagnosis.registrations;
    expect(one?.outcome).toBe('registered');
    expect(one?.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
