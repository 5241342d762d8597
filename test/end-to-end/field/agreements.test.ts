import { describe, expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { allFindings } from '../../../src/diagnosis/all-findings.ts';
import type { Finding, RegistrationDiagnosis } from '../../../src/model/diagnosis.ts';
import { fixture } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

/** Situations of `fixtures/field/` about Security-Client, Security-Server and Security-Verify. */
interface Judged {
  readonly registration: RegistrationDiagnosis;
  readonly findings: readonly Finding[];
  /** What `diagnose` prints, lines joined. */
  readonly printed: string;
}

async function judged(name: string): Promise<Judged> {
  const file = fixture(`field/${name}.pcap`);
  const { diagnosis } = await analyse([{ name: file }], { diagnose: true });
  const [registration] = diagnosis?.registrations ?? [];
  if (diagnosis === null || registration === undefined) throw new Error(`${name} has no registration`);
  const { stdout } = await ims(['diagnose', file]);
  return { registration, findings: allFindings(diagnosis), printed: stdout.replace(/\s+/g, ' ') };
}

const aboveNote = (findings: readonly Finding[]) => findings.filter(({ severity }) => severity !== 'note');

describe('mechanisms of the media plane', () => {
  test('alone: nothing is wrong, and they are shown as what they are', async () => {
    const { registration, findings, printed } = await judged('mediasec-ok');
    expect(registration.outcome).toBe('registered');
    expect(findings).toEqual([]);
    expect(printed).toMatch(/UE offers sdes-srtp \(media\), P-CSCF \w+ msrp-tls \(media\)/);
    expect(printed).toContain('no IPsec agreed');
    expect(printed).not.toMatch(/none\/null|spi-c=/);
  });

  test('beside ipsec-3gpp, which is judged alone', async () => {
    const { registration, findings, printed } = await judged('mediasec-and-ipsec');
    expect(registration.verdict).toContain('protected by SA set 1 (hmac-sha-1-96/null)');
    expect(aboveNote(findings)).toEqual([]);
    expect(printed).toContain('UE offers hmac-sha-1-96/null, sdes-srtp (media)');
    expect(printed).not.toContain('none/null');
  });
});

test('names in another case and in quotes are the same', async () => {
  const { registration, findings, printed } = await judged('upper-quoted');
  expect(registration.outcome).toBe('registered');
  expect(aboveNote(findings)).toEqual([]);
  expect(printed).toMatch(/P-CSCF \w+ hmac-sha-1-96\/null;/);
  expect(printed).not.toContain('not offered');
});

test('Security-Server without ports: registered, protected, and the ports are named', async () => {
  const { registration, findings, printed } = await judged('no-server-ports');
  expect(registration.outcome).toBe('registered');
  expect(registration.verdict).toContain('protected by recovered SAs (hmac-sha-1-96/null)');
  expect(aboveNote(findings).map(({ rule, severity }) => `${rule} ${severity}`)).toEqual(['R06 warning']);
  expect(printed).toContain('without port-c, port-s');
  expect(printed).not.toContain('without IPsec');
});

test('a 401 with two challenges: all keys are kept, and the one that the UE takes is named', async () => {
  const { registration, findings, printed } = await judged('two-challenges-same-nonce');
  expect(registration.outcome).toBe('registered');
  expect(registration.verdict).toContain('protected by SA set 1 (hmac-sha-1-96/aes-cbc)');
  expect(aboveNote(findings)).toEqual([]);
  expect(printed).toContain(
    '2 challenges (AKAv2-SHA-256, AKAv1-MD5), the UE takes AKAv1-MD5, nonce EBESExQV…, with ck and ik',
  );
});

test('hmac-sha-256-128: verified, decoded, and the way to its key is named', async () => {
  const { registration, findings, printed } = await judged('sha256-128');
  expect(registration.outcome).toBe('registered');
  expect(registration.verdict).toContain('protected by SA set 1 (hmac-sha-256-128/null)');
  expect(aboveNote(findings)).toEqual([]);
  expect(findings.map(({ rule }) => rule)).toContain('S3');
  expect(printed).toContain('hmac-sha-256-128/null is not one of TS 33.203');
  expect(printed).toContain('with HMAC-SHA-256(IK, "ipsec-int-sha256-128") as key');
});
