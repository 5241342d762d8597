import { parseSecurityMechanisms } from '../../../sip/security-agreement.ts';
import { isProtected, statusText } from '../../evidence/evidence.ts';
import { lastRefusal, type Refusal, severityOf } from '../../evidence/refusals/refusals.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * RFC 3329 §2.3.1: in a 421 or 494 a server lists the mechanisms that it accepts; the client tries again with one of
 * them. Such a list has no SPIs. https://github.com/siphon-project/siphon-sip/pull/422,
 * https://github.com/herlesupreeth/docker_open5gs/issues/172
 */
export const anotherAgreement: RegistrationRule = {
  about: 'registration',
  id: 'R38',
  title: 'The P-CSCF demands a different security agreement',
  term: '494 Security Agreement Required, 421 Extension Required, Security-Server without SPI',
  evidence:
    'A REGISTER with Security-Client gets a 421 or 494. Its Security-Server lists mechanisms without SPIs, or is missing.',
  severity: 'error',
  advice:
    'Compare name, alg and ealg of Security-Client with what the P-CSCF allows, and allow a pair that the UE offers. If the list in the response already has one, fix the UE: it must register again with a mechanism of that list.',
  settle: 'Read the log of the P-CSCF: what did it not accept in Security-Client?',
  certain: 'The response demands another agreement and lists its mechanisms.',
  check: subject => {
    const refusal = lastRefusal(subject, isDemand);
    if (refusal === null) return null;
    const server = serverOf(refusal);
    const listed =
      server.length === 0
        ? 'without Security-Server'
        : `with the list ${server.map(({ text }) => text).join(', ')}`;
    const offered = refusal.attempt.securityClient.map(({ name, algText, ealgText }) =>
      [name, algText, ealgText].filter(Boolean).join('/'),
    );
    return {
      detail: `The UE offers ${[...new Set(offered)].join(', ')}. The response is ${statusText(refusal.final)}, ${listed}.`,
      frames: framesOf([refusal.attempt.request, refusal.final].filter(note => note !== null)),
      confidence: server.length === 0 ? 'likely' : 'certain',
      severity: severityOf(refusal),
    };
  },
};

/** R37 reports a refused Security-Verify, R31 a REGISTER without Security-Client. */
function isDemand(refusal: Refusal): boolean {
  const { status, attempt } = refusal;
  if ((status !== 421 && status !== 494) || isProtected(attempt)) return false;
  if (attempt.securityClient.length === 0 || attempt.securityVerify.length > 0) return false;
  return serverOf(refusal).every(({ spiC, spiS }) => spiC === null && spiS === null);
}

function serverOf({ final }: Refusal) {
  return parseSecurityMechanisms(final.message.headers('security-server'));
}
