import { expect, test } from 'vitest';
import type { SaSet } from '../../../src/model/security-association.ts';
import { SaLifecycle } from '../../../src/registration/sets/sa-lifecycle.ts';

const newSet = () => ({ state: 'temporary', history: [] as SaSet['history'] }) as SaSet;
const at = (seconds: number) => ({ seconds, nanoseconds: 0 });

test('a set is temporary for 240 seconds, then expired', () => {
  const lifecycle = new SaLifecycle(100);
  const set = newSet();
  lifecycle.created('alice', set, at(1000));
  lifecycle.finish(1240);
  expect(set.state).toBe('temporary');
  lifecycle.finish(1241);
  expect(set.state).toBe('expired');
});

test('an accepted set lives 30 seconds longer than the registration', () => {
  const lifecycle = new SaLifecycle(100);
  const set = newSet();
  lifecycle.created('alice', set, at(1000));
  lifecycle.accepted('alice', set, at(1001), 600);
  lifecycle.finish(1631);
  expect(set.state).toBe('established');
  lifecycle.finish(1632);
  expect(set.state).toBe('expired');
});

test('the set of a re-registration makes the one before it old and inherits a later end', () => {
  const lifecycle = new SaLifecycle(100);
  const [first, second] = [newSet(), newSet()];
  lifecycle.created('alice', first, at(0));
  lifecycle.accepted('alice', first, at(0), 3600);
  lifecycle.created('alice', second, at(100));
  lifecycle.accepted('alice', second, at(100), 60);
  expect([first.state, second.state]).toEqual(['old', 'established']);
  lifecycle.finish(3630);
  expect(second.state).toBe('established');
});

test('a new challenge gives up a set that still waited, but not that of another UE', () => {
  const lifecycle = new SaLifecycle(100);
  const [first, second, other] = [newSet(), newSet(), newSet()];
  lifecycle.created('bob', other, at(0));
  lifecycle.created('alice', first, at(0));
  lifecycle.created('alice', second, at(1));
  expect([first.state, second.state, other.state]).toEqual(['expired', 'temporary', 'temporary']);
});

test('the same challenge seen again changes nothing', () => {
  const lifecycle = new SaLifecycle(100);
  const set = newSet();
  lifecycle.created('alice', set, at(0));
  lifecycle.created('alice', set, at(0.1));
  expect(set.state).toBe('temporary');
});

test('a refused set is dropped, an established one is not', () => {
  const lifecycle = new SaLifecycle(100);
  const [waiting, established] = [newSet(), newSet()];
  lifecycle.created('alice', established, at(0));
  lifecycle.accepted('alice', established, at(0), 600);
  lifecycle.created('alice', waiting, at(1));
  lifecycle.refused(waiting, at(1));
  lifecycle.refused(established, at(1));
  expect([waiting.state, established.state]).toEqual(['expired', 'established']);
});

test('de-registration ends every set of the identity', () => {
  const lifecycle = new SaLifecycle(100);
  const [first, second] = [newSet(), newSet()];
  lifecycle.created('alice', first, at(0));
  lifecycle.accepted('alice', first, at(0), 600);
  lifecycle.created('alice', second, at(1));
  lifecycle.deregistered('alice', at(1));
  expect([first.state, second.state]).toEqual(['expired', 'expired']);
});

test('the history names each state with its time', () => {
  const lifecycle = new SaLifecycle(100);
  const [first, second] = [newSet(), newSet()];
  lifecycle.created('alice', first, at(0));
  lifecycle.accepted('alice', first, at(1), 600);
  lifecycle.accepted('alice', first, at(2), 600);
  lifecycle.created('alice', second, at(100));
  lifecycle.accepted('alice', second, at(101), 600);
  lifecycle.finish(2000);
  const history = ({ history }: SaSet) => history.map(({ state, seconds }) => `${state} ${seconds}`);
  expect(history(first)).toEqual(['temporary 0', 'established 1', 'old 101', 'expired 632']);
  expect(history(second)).toEqual(['temporary 100', 'established 101', 'expired 731']);
});
