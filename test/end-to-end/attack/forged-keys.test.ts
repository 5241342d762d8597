import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { ForgedRun, forgedKey, OTHER_SHAPES, RUN_KEY, SHAPES } from '../../support/captures/forged-run.ts';
import { reverse } from '../../support/captures/packets.ts';
import { FIXTURES } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

const fixture = (name: string) => join(FIXTURES, 'attack', `${name}.pcap`);

/** 401s on Mw with the nonce of the run and keys that are none of it. */
function forged401s(run: ForgedRun, count: number, first = 1): Uint8Array[] {
  return Array.from({ length: count }, (_, i) =>
    run.clear(reverse(run.mw), run.answer('401 Unauthorized', 1, [run.challenge(forgedKey(first + i))])),
  );
}

describe.each([...SHAPES, ...OTHER_SHAPES])('between $ue and $pcscf', shape => {
  test.each([
    [0, 0],
    [8, 0],
    [0, 8],
    [40, 40],
    [300, 0],
    [0, 100],
  ])('%i forged 401s before the real one and %i after it take no key away', async (before, after) => {
    const run = new ForgedRun(shape);
    run.before('mw-401', ...forged401s(run, before)).after('mw-401', ...forged401s(run, after, 1000));
    const { summary, diagnosis } = await run.diagnose();
    expect([summary.esp.icvGood, summary.esp.icvBad]).toEqual([4, 0]);
    expect(diagnosis.registrations[0]?.findings.map(({ rule }) => rule)).not.toContain('R12');
    expect(summary.evicted.keys).toBe(Math.max(0, before + after + 1 - 128));
  });

  test.each([63, 64, 130])(
    '%i other agreements for the SPIs in use evict nothing that is proved',
    async count => {
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
      const { summary } = await run.diagnose();
      expect([summary.esp.icvGood, summary.esp.icvBad]).toEqual([4, 0]);
      expect(summary.esp.evictedGenerations).toBe(4 * Math.max(0, count - 63));
    },
  );

  test('a 401 without Call-ID gives its keys', async () => {
    const run = new ForgedRun(shape).without('mw-401');
    const text = run.answer('401 Unauthorized', 1, [run.challenge(RUN_KEY)]);
    run.before('401', run.clear(reverse(run.mw), text.replace(/Call-ID: run\r\n/, '')));
    expect((await run.diagnose()).summary.esp.icvGood).toBe(4);
  });
});

test('one file and two give the same', async () => {
  const one = await analyse([{ name: fixture('nocid-one') }]);
  const two = await analyse([{ name: fixture('nocid-a') }, { name: fixture('nocid-b') }]);
  expect([one.summary.esp.icvGood, two.summary.esp.icvGood]).toEqual([4, 4]);
});

test.each([
  ['base', 10],
  ['sem-S1-forged401-before-8', 18],
  ['sem-S3-same-spi-new-keys-64', 266],
])('the command decodes the ESP of %s', async (name, messages) => {
  const { exitCode, stdout, stderr } = await ims(['decode', fixture(name), '-T', 'fields', '-e', 'esp.spi']);
  expect(exitCode).toBe(0);
  expect(stdout.split('\n').filter(line => line !== '').length).toBe(4);
  expect(stderr).toContain(`${messages} SIP messages (4 protected)`);
  if (name.startsWith('sem-S3')) expect(stderr).toContain('4 SAs with the SPI of others');
});

/** ESP NULL is read with a bad ICV at once. */
const ENCRYPTED = [
  ...[...SHAPES, ...OTHER_SHAPES].map(shape => ({ ...shape, alg: 'hmac-sha-1-96', ealg: 'aes-cbc' })),
  ...OTHER_SHAPES.filter(({ ealg }) => ealg === 'aes-gcm'),
];

describe.each(ENCRYPTED)('the key comes after the ESP between $ue and $pcscf', shape => {
  test.each([1, 8, 40])(
    '%i forged keys first: all of it is decrypted, and nothing is held against it',
    async count => {
      const run = new ForgedRun(shape).without('mw-401');
      const real = run.clear(reverse(run.mw), run.answer('401 Unauthorized', 1, [run.challenge(RUN_KEY)]));
      run.before('401', ...forged401s(run, count)).after('message-200', ...forged401s(run, 3, 500), real);
      const { summary, sets, diagnosis, messages } = await run.diagnose();
      expect([summary.esp.icvGood, summary.esp.icvBad, summary.esp.unopened]).toEqual([4, 0, 0]);
      expect(
        sets.flatMap(({ sas }) => sas.map(sa => [sa.packets, sa.icvGood])).filter(([n]) => n !== 0),
      ).toEqual([
        [2, 2],
        [2, 2],
      ]);
      expect(
        messages
          .map(line => Number(line.split(' ')[0]))
          .filter(frame => [4, 6, 7, 8].includes(frame + 1 - count))
          .sort((a, b) => a - b),
      ).toEqual([4, 6, 7, 8].map(frame => frame - 1 + count));
      const [one] = diagnosis.registrations;
      expect(one?.outcome).toBe('registered');
      expect(one?.findings.map(({ rule }) => rule)).not.toContain('R12');
    },
  );

  test('junk under the same SPIs stays bad', async () => {
    const run = new ForgedRun(shape).without('mw-401');
    const real = run.clear(reverse(run.mw), run.answer('401 Unauthorized', 1, [run.challenge(RUN_KEY)]));
    const junk = Array.from({ length: 20 }, (_, i) => run.junk(run.up, 1000 + i));
    run
      .before('401', ...forged401s(run, 2))
      .before('protected', ...junk)
      .after('message-200', real);
    const { summary } = await run.diagnose();
    expect([summary.esp.icvGood, summary.esp.icvBad]).toEqual([4, 20]);
  });
});
