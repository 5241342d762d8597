import { expect, test } from 'vitest';
import type { IcmpRefusal } from '../../../../src/diagnosis/evidence/silence/icmp-refusal.ts';
import { espRefused, registerRefused } from '../../../../src/diagnosis/evidence/silence/refusal-text.ts';

const REASONS: readonly IcmpRefusal['reason'][] = [
  'port-unreachable',
  'protocol-unreachable',
  'host-unreachable',
  'network-unreachable',
  'prohibited',
  'too-big',
];
const ERROR = { mtu: null, reporter: '10.0.0.2', isAddressee: true, errors: [], frames: [] };

test('each reason has a title and an advice of its own', () => {
  const causes = REASONS.map(reason => registerRefused({ ...ERROR, reason }, 'UDP port 5060'));
  expect(new Set(causes.map(({ title }) => title)).size).toBe(REASONS.length - 1);
  const esp = REASONS.map(reason => espRefused({ ...ERROR, reason, refused: 'esp' }));
  expect(new Set(esp.map(({ title }) => title)).size).toBe(REASONS.length - 1);
  for (const { advice } of [...causes, ...esp]) expect(advice).toMatch(/^[A-Z].*\.$/);
});

test('the size that goes through is named', () => {
  expect(registerRefused({ ...ERROR, reason: 'too-big', mtu: 1280 }, 'UDP port 5060').advice).toContain(
    'fit 1280 octets',
  );
});

test('who rejects ESP: the P-CSCF itself, or a node on the way', () => {
  const reason = 'protocol-unreachable';
  expect(espRefused({ ...ERROR, reason, refused: 'esp' }).title).toBe(
    'The host of the P-CSCF does not accept ESP',
  );
  expect(espRefused({ ...ERROR, reason, refused: 'esp', isAddressee: false }).title).toBe(
    'A node on the way rejects ESP',
  );
});
