import { describe, expect, test } from 'vitest';
import { diagnosed, PCSCF, Script, UE } from '../../../support/events/script.ts';

const UE6 = { ...UE, address: '2001:db8::1' };
const PCSCF6 = { ...PCSCF, address: '2001:db8::2' };
const GM = { source: UE6.address, sourcePort: 5060, destination: PCSCF6.address, destinationPort: 5060 };
const BACK = { source: GM.destination, sourcePort: 5060, destination: GM.source, destinationPort: 5060 };

function registered(alg: string, ealg: string): Script {
  const more = { suite: { alg, ealg }, ue: UE6, pcscf: PCSCF6 };
  return new Script()
    .register({ ...more, flow: GM })
    .challengeMw()
    .challenge({ ...more, flow: BACK })
    .answer(more)
    .ok(more);
}

describe('over IPv6', () => {
  test.each([
    ['hmac-sha-256-128', 'null'],
    ['hmac-sha-256-96', 'aes-cbc'],
    ['hmac-sha-384-192', 'null'],
    ['hmac-sha-512-256', 'aes-cbc-256'],
    ['hmac-sha-1-96', 'aes-cbc-256'],
    ['hmac-sha-1-96', 'aes-ctr'],
  ])('%s with %s verifies and is decoded: a note', async (alg, ealg) => {
    const { registrations } = await diagnosed(registered(alg, ealg));
    const [one] = registrations;
    expect(one?.outcome).toBe('registered');
    expect(one?.verdict).toContain(`(${alg}/${ealg})`);
    expect(one?.findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
    const finding = one?.findings.find(({ rule }) => rule === 'S3');
    expect(finding?.detail).toContain(`${alg}/${ealg} is not one of TS 33.203. The ICVs verify`);
    expect(finding?.settle).toBeNull();
  });
});

test('what nobody can check but is not encrypted is read', async () => {
  const { registrations } = await diagnosed(registered('hmac-sha3-224-112', 'null'));
  expect(registrations[0]?.outcome).toBe('registered');
  const rules = registrations[0]?.findings.map(({ rule }) => rule);
  expect(rules).toContain('S3');
  expect(rules).not.toContain('R12');
  expect(registrations[0]?.steps.some(({ text }) => text.includes('ICV unchecked'))).toBe(true);
});

test.each([
  ['hmac-sha3-224-112', 'aes-cbc'],
  ['hmac-sha-256-128', 'camellia-cbc'],
])('%s with %s stays closed: not judged, by name, and no fault of a key', async (alg, ealg) => {
  const { registrations, findings } = await diagnosed(registered(alg, ealg));
  const [finding] = registrations[0]?.findings.filter(({ rule }) => rule === 'S3') ?? [];
  expect(finding?.detail).toBe(`${alg}/${ealg} is not one of TS 33.203. Its 2 ESP packets are not judged.`);
  expect(finding?.severity).toBe('warning');
  const rules = [...findings, ...(registrations[0]?.findings ?? [])].map(({ rule }) => rule);
  for (const rule of ['R12', 'R13', 'C2']) expect(rules).not.toContain(rule);
});

test('nothing where all is of TS 33.203', async () => {
  const { registrations } = await diagnosed(registered('hmac-sha-1-96', 'aes-cbc'));
  expect(registrations[0]?.findings.map(({ rule }) => rule)).not.toContain('S3');
});
