import { describe, expect, test } from 'vitest';
import {
  isFailing,
  isLossy,
  keysOf,
  labCaptures,
  labelOf,
  protectedSeen,
  protectedTruth,
  run,
  truthOf,
} from '../../support/programs/lab.ts';

const all = labCaptures();
const withKeys = all.filter(({ kind }) => kind === 'sll' || kind === 'sll2');
const gtpu = all.filter(({ kind }) => kind === 's1u');
const gmOnly = all.filter(({ kind }) => kind === 'eth');

describe('captures with ck and ik on Mw', () => {
  test.each(withKeys.map(capture => [labelOf(capture), capture] as const))('%s', async (_, capture) => {
    const truth = truthOf(capture);
    const result = await run([capture.path]);
    const seen = protectedSeen(result.messages);
    const expected = protectedTruth(truth);
    expect(seen.filter(message => !expected.includes(message))).toEqual([]);
    if (isFailing(capture)) return;
    if (!isLossy(capture)) expect(seen).toEqual(expected);
    expect(result.summary.esp.icvBad).toBe(0);
    expect(result.summary.esp.unknownSpi).toBe(0);
    expect(result.summary.esp.icvGood).toBe(result.summary.esp.packets - result.summary.esp.duplicates);
    expect(result.messages.filter(({ spi, icv }) => spi !== null && icv !== 'good')).toEqual([]);
  });
});

describe('GTP-U captures without keys on the wire', () => {
  test.each(gtpu.map(capture => [labelOf(capture), capture] as const))(
    '%s with --ck and --ik',
    async (_, capture) => {
      const truth = truthOf(capture);
      const result = await run([capture.path], { keys: keysOf(truth) });
      expect(protectedSeen(result.messages)).toEqual(protectedTruth(truth));
      expect(result.summary.esp.icvGood).toBe(result.summary.esp.packets - result.summary.esp.duplicates);
    },
  );
});

describe('Gm captures without keys', () => {
  test.each(gmOnly.map(capture => [labelOf(capture), capture] as const))('%s', async (_, capture) => {
    const truth = truthOf(capture);
    const { summary, messages } = await run([capture.path]);
    const unique = summary.esp.packets - summary.esp.duplicates;
    const visible = truth.sas.length > 0 && truth.sas.every(sa => sa.ealg === 'null');
    if (visible) {
      expect(summary.esp.nullDecoded).toBe(unique);
      expect(protectedSeen(messages).filter(one => !protectedTruth(truth).includes(one))).toEqual([]);
      expect(new Set(messages.filter(({ spi }) => spi !== null).map(({ icv }) => icv))).toEqual(
        new Set(['unchecked']),
      );
    } else {
      expect(protectedSeen(messages)).toEqual([]);
      expect(summary.esp.noKey).toBe(unique);
    }
    expect(summary.esp.icvGood + summary.esp.icvBad).toBe(0);
  });
});

describe('Gm in one capture, Cx and Mw in another', () => {
  const cores = all.filter(({ kind }) => kind === 'core');
  test.each(cores.map(capture => [capture.name, capture] as const))('%s', async (name, core) => {
    const gm = gmOnly.find(capture => capture.name === name);
    if (gm === undefined) throw new Error(`${name} has no capture of Gm`);
    const { summary, messages, sets } = await run([gm.path, core.path]);
    expect(protectedSeen(messages)).toEqual(protectedTruth(truthOf(gm)));
    expect(summary.esp.icvGood).toBe(summary.esp.packets - summary.esp.duplicates);
    const sources = sets.flatMap(({ key }) => (key === null ? [] : [key.source]));
    expect(new Set(sources)).toEqual(new Set(['maa']));
  });
});
