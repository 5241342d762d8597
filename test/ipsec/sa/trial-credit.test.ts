import { expect, test } from 'vitest';
import { TrialCredit } from '../../../src/ipsec/sa/trial-credit.ts';

/** Of so many packets, how many are tried when each takes so many trials. */
function tried(packets: number, trials: number): number {
  const credit = new TrialCredit();
  let count = 0;
  for (let packet = 0; packet < packets; packet++) if (credit.affords(trials)) count++;
  return count;
}

test('a few keys are tried with every packet', () => {
  expect(tried(10_000, 32)).toBe(10_000);
});

test('many keys are tried with the first packets, and then with one of many', () => {
  expect(tried(4, 1024)).toBe(4);
  expect(tried(32_004, 1024)).toBe(1004);
});

test('however many keys there are, the first packet is tried with all of them', () => {
  expect(tried(1, 1_000_000)).toBe(1);
});

test('trials grow with the packets, whatever they take', () => {
  for (const trials of [33, 1000, 50_000]) {
    const [once, twice] = [tried(20_000, trials) * trials, tried(40_000, trials) * trials];
    expect(once).toBeLessThan(20_000 * 32 + 200_000);
    expect(twice).toBeLessThan(40_000 * 32 + 200_000);
  }
});

test('a packet that is known to verify may be tried at any cost', () => {
  const credit = new TrialCredit();
  while (credit.affords(4096));
  credit.allowNext();
  expect([credit.affords(200_000), credit.affords(200_000)]).toEqual([true, false]);
});
