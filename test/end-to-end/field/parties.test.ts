import { expect, test } from 'vitest';
import { fixture, run } from '../../support/programs/lab.ts';

const diagnosedOf = async (name: string) => {
  const { diagnosis, registrations } = await run([fixture(name)], { diagnose: true });
  const findings = diagnosis?.registrations.flatMap(one => one.findings) ?? [];
  return { registrations, findings, rules: findings.map(({ rule }) => rule) };
};

test('a P-CSCF that is a B2BUA does not answer the ESP of the UE', async () => {
  const { registrations, findings, rules } = await diagnosedOf('field/b2bua-esp-unanswered.pcap');
  expect(registrations.map(({ ue, pcscf }) => [ue, pcscf])).toEqual([['10.46.0.2', '172.22.0.21']]);
  expect(rules).not.toContain('R02');
  expect(findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)).toEqual(['R11']);
});

test('a P-CSCF that is a B2BUA registers the UE: no fault, one registration', async () => {
  const { registrations, findings, rules } = await diagnosedOf('field/b2bua-same-callid.pcap');
  expect(registrations.map(({ ue }) => ue)).toEqual(['10.46.0.2']);
  expect(rules).not.toContain('R02');
  expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
});
