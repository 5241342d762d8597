import { expect, test } from 'vitest';
import { SettledAcknowledgement } from '../../../src/net/stream/acknowledged.ts';

function waiting(latest: number): SettledAcknowledgement {
  const acknowledged = new SettledAcknowledgement();
  acknowledged.latest = latest;
  acknowledged.anchor(100, 10, 900_000_000);
  return acknowledged;
}

test('settles after 32 packets', () => {
  const acknowledged = waiting(50);
  expect(acknowledged.reached(50, 131, 10, 900_000_000)).toBe(false);
  expect(acknowledged.reached(50, 132, 10, 900_000_000)).toBe(true);
});

test('settles after 200 ms of capture time', () => {
  const acknowledged = waiting(50);
  expect(acknowledged.reached(50, 101, 11, 99_000_000)).toBe(false);
  expect(acknowledged.reached(50, 101, 11, 100_000_000)).toBe(true);
});

test('what is not acknowledged is never reached; a later acknowledgement waits anew', () => {
  const acknowledged = waiting(50);
  expect(acknowledged.reached(51, 500, 99, 0)).toBe(false);
  acknowledged.latest = 60;
  expect(acknowledged.reached(51, 501, 99, 0)).toBe(false);
  expect(acknowledged.reached(51, 532, 99, 0)).toBe(false);
  expect(acknowledged.reached(51, 533, 99, 0)).toBe(true);
});

test('everything below a settled acknowledgement is reached at once', () => {
  const acknowledged = waiting(50);
  acknowledged.reached(10, 140, 11, 0);
  expect(acknowledged.reached(50, 140, 11, 0)).toBe(true);
});
