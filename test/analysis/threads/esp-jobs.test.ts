import { expect, test } from 'vitest';
import {
  JOB_OPENERS,
  readOpener,
  threadMemory,
  writeOpener,
} from '../../../src/analysis/threads/esp-jobs.ts';
import { KEY } from '../../support/captures/sa-set.ts';

test('an opener written into a job is read back', () => {
  const [job] = threadMemory(1).jobs;
  if (job === undefined) throw new Error('no memory');
  const openers = (['aes-cbc', 'des-ede3-cbc', 'null'] as const).map((ealg, i) => ({
    id: 70_000 + i,
    ck: KEY.ck,
    ik: KEY.ik,
    method: i === 1 ? ('hmac-md5-96' as const) : ('hmac-sha-1-96' as const),
    ealg,
    variant: i,
  }));
  for (const [i, opener] of openers.entries()) writeOpener(job.openers, JOB_OPENERS - 3 + i, opener);
  expect(openers.map((_, i) => readOpener(job.openers, JOB_OPENERS - 3 + i))).toEqual(openers);
});

test('the memory is shared', () => {
  const { jobs, control } = threadMemory(2);
  expect(jobs.length).toBe(2);
  for (const { buffer } of [control, ...jobs.flatMap(job => Object.values(job))])
    expect(buffer).toBeInstanceOf(SharedArrayBuffer);
});
