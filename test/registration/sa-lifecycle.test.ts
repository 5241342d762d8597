import { expect, test } from 'vitest';
import type { SaSet } from '../../src/model/security-association.ts';
import { SaLifecycle } from '../../src/registration/sa-lifecycle.ts';

const newSet = () => ({ state: 'temporary' }) as SaSet;

test('a set is temporary for 240 seconds, then expired', () => {
  const lifecycle = new SaLifecycle(100);
  const set = newSet();
  lifecycle.created('alice', set, 1000);
  lifecycle.finish(1240);
  expect(set.state).toBe('temporary');
  lifecycle.finish(1241);
  expect(set.state).toBe('expired');
});

test('an accepted set lives 30 seconds longer than the registration', () => {
  const lifecycle = new SaLifecycle(100);
  const set = newSet();
  lifecycle.created('alice', set, 1000);
  lifecycle.accepted('alice', set, 1001, 600);
  lifecycle.finish(1631);
  expect(set.state).toBe('established');
  lifecycle.finish(1632);
  expect(set.state).toBe('expired');
});

test('the set of a re-registration makes the one before it old and inherits a later end', () => {
  const lifecycle = new SaLifecycle(100);
  const [first, second] = [newSet(), newSet()];
  lifecycle.created('alice', first, 0);
  lifecycle.accepted('alice', first, 0, 3600);
  lifecycle.created('alice', second, 100);
  lifecycle.accepted('alice', second, 100, 60);
  expect([first.state, second.state]).toEqual(['old', 'established']);
  lifecycle.finish(3630);
  expect(second.state).toBe('established');
});

test('a new challenge gives up a set that still waited, but not that of another UE', () => {
  const lifecycle = new SaLifecycle(100);
  const [first, second, other] = [newSet(), newSet(), newSet()];
  lifecycle.created('bob', other, 0);
  lifecycle.created('alice', first, 0);
  lifecycle.created('alice', second, 1);
  expect([first.state, second.state, other.state]).toEqual(['expired', 'temporary', 'temporary']);
});

test('the same challenge seen again changes nothing', () => {
  const lifecycle = new SaLifecycle(100);
  const set = newSet();
  lifecycle.created('alice', set, 0);
  lifecycle.created('alice', set, 0.1);
  expect(set.state).toBe('temporary');
});

test('a refused set is dropped, an established one is not', () => {
  const lifecycle = new SaLifecycle(100);
  const [waiting, established] = [newSet(), newSet()];
  lifecycle.created('alice', established, 0);
  lifecycle.accepted('alice', established, 0, 600);
  lifecycle.created('alice', waiting, 1);
  lifecycle.refused(waiting);
  lifecycle.refused(established);
  expect([waiting.state, established.state]).toEqual(['expired', 'established']);
});

test('de-registration ends every set of the identity', () => {
  const lifecycle = new SaLifecycle(100);
  const [first, second] = [newSet(), newSet()];
  lifecycle.created('alice', first, 0);
  lifecycle.accepted('alice', first, 0, 600);
  lifecycle.created('alice', second, 1);
  lifecycle.deregistered('alice');
  expect([first.state, second.state]).toEqual(['expired', 'expired']);
});
