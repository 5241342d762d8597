import { expect, test } from 'vitest';
import type { Diagnosis, Finding, RegistrationDiagnosis } from '../../../src/model/diagnosis.ts';
import { type DiagnosisTextOptions, diagnosisText } from '../../../src/output/text/diagnosis-text.ts';

const FINDING: Finding = {
  rule: 'R37',
  severity: 'error',
  confidence: 'certain',
  title: 'Security-Verify differs',
  detail: 'spi-c: 1 and 2',
  frames: [
    { file: 0, frame: 5 },
    { file: 0, frame: 7 },
  ],
  advice: 'repeat it',
  settle: 'look at the UE',
  callId: 'a@ue',
};

const ONE: RegistrationDiagnosis = {
  registration: {
    callId: 'a@ue',
    impi: 'alice@ims',
    impu: 'sip:alice@ims',
    ue: '10.0.0.1',
    pcscf: '10.0.0.2',
    attempts: [],
    sets: [],
  },
  outcome: 'failed',
  verdict: 'The protected REGISTER got 494',
  steps: [
    {
      kind: 'request',
      mark: 'bad',
      seconds: 101,
      nanoseconds: 500_000,
      frames: [{ file: 0, frame: 5 }],
      text: 'UE to P-CSCF: REGISTER 2',
    },
  ],
  findings: [FINDING],
};
const FINE: RegistrationDiagnosis = { ...ONE, outcome: 'registered', verdict: 'Registered', findings: [] };

function text(diagnosis: Partial<Diagnosis>, options: Partial<DiagnosisTextOptions> = {}): string {
  return diagnosisText(
    { registrations: [], findings: [], advice: [], ...diagnosis },
    {
      files: ['a.pcap'],
      start: { seconds: 100, nanoseconds: 0 },
      time: 'r',
      verbose: false,
      width: 100,
      paint: (_, one) => one,
      ...options,
    },
  );
}

test('verdict first, then the timeline, then the findings', () => {
  expect(text({ registrations: [ONE] })).toBe(`alice@ims  UE 10.0.0.1  P-CSCF 10.0.0.2  Call-ID a@ue
FAILED  The protected REGISTER got 494

    1.000500       5 ✗ UE to P-CSCF: REGISTER 2

  ERROR R37 Security-Verify differs (certain)
    evidence    spi-c: 1 and 2
    frames      5 7
    fix         repeat it
    to confirm  look at the UE
`);
});

test('of several only those that went wrong have a timeline, unless all are wanted', () => {
  const several = { registrations: [FINE, ONE] };
  expect(text(several).match(/REGISTER 2/g)).toHaveLength(1);
  expect(text(several, { verbose: true }).match(/REGISTER 2/g)).toHaveLength(2);
  expect(text({ registrations: [FINE] })).toContain('REGISTER 2');
});

test('a warning is worth a timeline, a note is not', () => {
  const withFinding = (severity: Finding['severity']) => ({ ...FINE, findings: [{ ...FINDING, severity }] });
  expect(text({ registrations: [FINE, withFinding('warning')] })).toContain('REGISTER 2');
  expect(text({ registrations: [FINE, withFinding('note')] })).not.toContain('REGISTER 2');
});

test('frames of several files are named; long lines are broken', () => {
  const printed = text({ registrations: [ONE] }, { files: ['a.pcap', 'b.pcap'], width: 50 });
  expect(printed).toContain('a:5 a:7');
  expect(
    printed
      .split('\n')
      .slice(1)
      .every(line => line.length <= 50),
  ).toBe(true);
});

test('findings about the capture, and advice where there is no registration', () => {
  expect(text({ findings: [FINDING], registrations: [FINE] })).toMatch(/\n\nThe capture\n\n {2}ERROR R37/);
  expect(text({ advice: ['Capture at the P-CSCF.'] })).toBe(
    'No registration in this capture.\n  Capture at the P-CSCF.\n',
  );
});

test('what a packet says cannot reach the terminal as a control sequence', () => {
  const evil = {
    ...ONE,
    verdict: 'x\u001b[31m',
    registration: { ...ONE.registration, impi: 'a\u001b]0;t\u0007' },
  };
  expect(text({ registrations: [evil] })).not.toMatch(/[\u001b\u0007]/);
});
