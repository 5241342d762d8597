import type { Diagnosis, Finding } from '../../../src/model/diagnosis.ts';
import type { Registration } from '../../../src/model/registration.ts';

/** A diagnosis of these registrations: each fails by one error, and has one step of each mark. */
export function diagnosisOf(registrations: readonly Registration[], parts: Partial<Finding> = {}): Diagnosis {
  return {
    registrations: registrations.map(registration => {
      const frames = registration.attempts.flatMap(({ requestFrames }) => requestFrames);
      const finding: Finding = {
        rule: 'R07',
        severity: 'error',
        confidence: 'likely',
        title: 'The two ends use different integrity keys',
        detail: 'All ICVs of uc->ps are bad, and the plaintext makes sense.',
        frames: frames.slice(-1),
        advice: 'Compare IK of the USIM with IK in the 401 that the S-CSCF sent.',
        settle: 'The IK of the phone, from its modem log.',
        callId: registration.callId,
        ...parts,
      };
      return {
        registration,
        outcome: 'failed',
        verdict: 'Failed at the protected REGISTER: its ICV is wrong.',
        steps: (['plain', 'good', 'odd', 'bad'] as const).map((mark, i) => ({
          kind: 'request',
          mark,
          seconds: 1_700_000_000,
          nanoseconds: i * 1_000_000,
          frames: frames.slice(0, 1),
          text: `Step that is ${mark}`,
        })),
        findings: [finding],
      };
    }),
    findings: [
      {
        rule: 'R20',
        severity: 'warning',
        confidence: 'certain',
        title: 'The capture begins too late',
        detail: 'ESP comes before the first REGISTER.',
        frames: [{ file: 0, frame: 1 }],
        advice: 'Begin the capture before the phone registers.',
        settle: null,
        callId: null,
        ...parts,
      },
    ],
    advice: ['Capture on all interfaces of the P-CSCF.'],
  };
}
