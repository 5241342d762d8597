import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type GivenKey, parseGivenKeys } from '../../../src/aka/key-file.ts';
import { type AnalysisOptions, analyse } from '../../../src/analysis/analyse.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import type { KeySource } from '../../../src/model/security-association.ts';
import { keySourceOf } from '../../../src/output/text/sa-facts.ts';
import { parseAuthorization } from '../../../src/sip/digest.ts';
import { rewritten } from '../../support/captures/rewritten.ts';
import { understood } from '../../support/captures/understood.ts';
import { usimsOf } from '../../support/events/worked-example.ts';
import {
  isFailing,
  isLossy,
  type LabCapture,
  labCaptures,
  labelOf,
  protectedSeen,
  protectedTruth,
  type Run,
  run,
  SHARED,
  type Truth,
  truthOf,
} from '../../support/programs/lab.ts';

const gmOnly = labCaptures().filter(
  capture => (capture.kind === 'eth' || capture.kind === 's1u') && !isFailing(capture),
);

/** What a truth file says of USIMs; `who` of an SA is `ue`, `ue2`, in their order. */
interface UsimTruth extends Truth {
  readonly usim: readonly { readonly impi: string; readonly k: string; readonly opc: string }[];
  readonly sas: readonly (Truth['sas'][number] & { readonly who: string })[];
}

function keysFrom(entries: readonly object[]): readonly GivenKey[] {
  return understood(parseGivenKeys(JSON.stringify(entries)));
}

/** Each way to say of keys what they are for. */
const WAYS: readonly [
  string,
  KeySource,
  (truth: UsimTruth, capture: LabCapture) => Promise<AnalysisOptions>,
][] = [
  ['a USIM file', 'usim', async ({ usim }) => ({ usims: usimsOf(...usim) })],
  [
    'a USIM file by IMSI',
    'usim',
    async ({ usim }) => ({
      usims: usimsOf(...usim.map(({ impi, k, opc }) => ({ imsi: impi.replace(/@.*/, ''), k, opc }))),
    }),
  ],
  ['keys for all', 'file', async ({ sas }) => ({ keys: keysFrom(sas.map(({ ck, ik }) => ({ ck, ik }))) })],
  [
    'keys for an IMPI',
    'file',
    async ({ sas, usim }) => ({
      keys: keysFrom(sas.map(({ ck, ik, who }) => ({ impi: usim[who === 'ue2' ? 1 : 0]?.impi, ck, ik }))),
    }),
  ],
  [
    'keys for an SPI',
    'file',
    async ({ sas }) => ({ keys: keysFrom(sas.map(({ spi, ck, ik }) => ({ spi, ck, ik }))) }),
  ],
  [
    'keys for a nonce',
    'file',
    async ({ sas, usim }, { path }) => {
      // The 401 of a re-registration is inside ESP.
      const { sets } = await run([path], { usims: usimsOf(...usim) });
      const entries = sets.flatMap(({ nonce, sas: [first] }) => {
        const known = sas.find(({ spi }) => Number(spi) === first?.spi);
        return known === undefined ? [] : [{ nonce, ck: known.ck, ik: known.ik }];
      });
      return { keys: keysFrom(entries) };
    },
  ],
];

describe.each(WAYS)('Gm captures with %s', (_, source, optionsOf) => {
  test.each(gmOnly.map(capture => [labelOf(capture), capture] as const))('%s', async (_, capture) => {
    const truth = truthOf(capture) as UsimTruth;
    const result = await run([capture.path], await optionsOf(truth, capture));
    const [seen, expected] = [protectedSeen(result.messages), protectedTruth(truth)];
    if (isLossy(capture)) expect(seen.filter(message => !expected.includes(message))).toEqual([]);
    else expect(seen).toEqual(expected);
    expect(seen.length).toBeGreaterThan(0);
    const { icvGood, packets, duplicates } = result.summary.esp;
    expect(icvGood).toBe(packets - duplicates);
    const used = result.sets.flatMap(({ sas }) => sas.filter(({ icvGood }) => icvGood > 0));
    expect(new Set(used.map(keySourceOf))).toEqual(new Set([source]));
  });
});

const answersOf = ({ registrations }: Run) =>
  registrations.flatMap(({ attempts }) =>
    attempts.map(({ response, sqnMs }) => [response, sqnMs === null ? null : toHex(sqnMs)]),
  );

describe('what the phone answered', () => {
  test('the USIM confirms it', async () => {
    for (const capture of gmOnly.filter(({ name }) => /^(a|e01|c01)/.test(name))) {
      const { usim } = truthOf(capture) as UsimTruth;
      const answers = answersOf(await run([capture.path], { usims: usimsOf(...usim) })).map(([one]) => one);
      expect(answers).toContain('confirmed');
      expect(answers).not.toContain('wrong');
    }
  });

  test('the XRES of the HSS confirms it', async () => {
    const [gm, core] = ['eth', 'core'].map(wanted =>
      labCaptures().find(({ name, kind }) => name.startsWith('e01') && kind === wanted),
    ) as [LabCapture, LabCapture];
    expect(answersOf(await run([gm.path, core.path]))).toEqual([
      [null, null],
      ['confirmed', null],
    ]);
    expect(answersOf(await run([gm.path]))).toEqual([[null, null]]);
  });
});

describe.skipIf(!existsSync(SHARED))('runs that fail, and captures of others', () => {
  const lab = (start: string) =>
    labCaptures().find(({ name, kind }) => name.startsWith(start) && kind === 'sll2') as LabCapture;

  async function withUsim(start: string): Promise<Run> {
    const capture = lab(start);
    return run([capture.path], { usims: usimsOf(...(truthOf(capture) as UsimTruth).usim) });
  }

  test('a wrong response', async () => {
    expect(answersOf(await withUsim('b34'))).toEqual([
      [null, null],
      ['wrong', null],
    ]);
  });

  test.each(['b33', 'b38', 'e03'])('%s: AUTS gives the SQN of the USIM', async start => {
    const answers = answersOf(await withUsim(start));
    expect(answers.filter(([, sqnMs]) => sqnMs !== null)).toEqual([['confirmed', '000000100000']]);
  });

  test('another USIM: no key, one issue for a challenge', async () => {
    const capture = lab('b01');
    const eth = capture.path.replace('.sll2.', '.eth.');
    const [usim] = (truthOf(capture) as UsimTruth).usim;
    const { issues, summary, sets } = await run([eth], {
      usims: usimsOf({ ...usim, k: usim?.opc, opc: usim?.k }),
    });
    expect(issues.filter(({ code }) => code === 'usim-mac')).toHaveLength(1);
    expect(summary.esp.icvGood + summary.esp.icvBad).toBe(0);
    expect(sets.flatMap(({ keys }) => keys)).toEqual([]);
  });

  describe('a real phone', () => {
    const path = join(SHARED, 'public', 'open5gs-ipsec_reg.pcapng');
    const readme = existsSync(SHARED) ? readFileSync(join(SHARED, 'README.md'), 'utf8') : '';
    const [, k] = /USIM: K `([0-9a-f]{32})`/.exec(readme) ?? [];
    const [, opc] = /OPc `([0-9a-f]{32})`/.exec(readme) ?? [];
    const usims = () => usimsOf({ k, opc });

    test('its response is confirmed, by the USIM and by the HSS', async () => {
      for (const options of [{}, { usims: usims() }]) {
        const responses = new Set<string>();
        const { registrations } = await analyse([{ name: path }], {
          ...options,
          on: {
            sip: ({ message }) => {
              const authorization = message.method === 'REGISTER' ? message.header('authorization') : null;
              responses.add(parseAuthorization(authorization ?? '').response ?? '');
            },
          },
        });
        expect(responses).toEqual(new Set(['', '63175c06a7a88bd479f5c9f714487476']));
        const verdicts = registrations.flatMap(({ attempts }) => attempts.map(({ response }) => response));
        expect(verdicts).toEqual([null, 'confirmed']);
      }
    });

    test('without 401 and MAA the USIM gives the keys to the nonce that it answered', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
      const late = await rewritten(path, join(folder, 'late.pcap'), ({ frame, data }) =>
        frame < 409 ? null : data.length,
      );
      const result = await run([late], { usims: usims() });
      rmSync(folder, { recursive: true });
      expect(answersOf(result).map(([response]) => response)).toContain('confirmed');
      const { icvGood, icvBad, nullDecoded } = result.summary.esp;
      // What came before the REGISTER was complete could be read without a key.
      expect([icvGood + nullDecoded, icvBad]).toEqual([14, 0]);
      expect(new Set(result.sets.map(({ key }) => key?.source))).toEqual(new Set(['usim']));
    });
  });
});
