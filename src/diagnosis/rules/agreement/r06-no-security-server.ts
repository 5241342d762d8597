import { isUsable } from '../../../registration/agreement.ts';
import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { offersAka, productText, severityBy, suitesText } from '../../evidence/challenges.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.1.1.5.1: without a usable Security-Server the UE gives up and starts again. Measured with Kamailio 5.6.3:
 * no free port or SPI, or a first mechanism other than ipsec-3gpp
 * (https://github.com/open5gs/open5gs/issues/408).
 */
export const noSecurityServer: RegistrationRule = {
  about: 'registration',
  id: 'R06',
  title: 'The 401 has no usable Security-Server',
  term: '401 without Security-Server, No free client port for IPSEC tunnel creation',
  evidence:
    'A REGISTER with Security-Client gets an AKA 401 on Gm. The 401 has no Security-Server, or no ipsec-3gpp with SPIs and ports in it.',
  severity: 'error',
  advice:
    'Read the log of the P-CSCF at this time. Kamailio, "No free client port for IPSEC tunnel creation": raise ipsec_max_connections or ipsec_spi_id_range, or restart it. Kamailio, "Unsupported mechanism": put ipsec-3gpp first in Security-Client, as it reads only the first mechanism. Otherwise check that its configuration has IPsec on (WITH_IPSEC) and calls ipsec_create() for this 401.',
  settle: 'Read the log of the P-CSCF. Capture at the P-CSCF: does something on the path remove the header?',
  check: subject => {
    const hit = subject.attempts.find(lacksServer);
    if (hit?.gmFinal == null || hit.request === null) return null;
    const { securityServer, securityClient, request, gmFinal } = hit;
    const found =
      securityServer.length === 0
        ? 'no Security-Server'
        : `a Security-Server without ipsec-3gpp, SPIs and ports: ${suitesText(securityServer)}`;
    return {
      detail: `Security-Client offers ${suitesText(securityClient)}, but the 401 has ${found}.${causeOf(subject, hit)}${productText(gmFinal)}`,
      frames: framesOf([request, gmFinal]),
      confidence: 'certain',
      severity: severityBy(subject),
    };
  },
};

function lacksServer({
  request,
  gmFinal,
  gmChallenge,
  securityClient,
  securityServer,
}: AttemptFacts): boolean {
  if (request === null || gmFinal === null || gmChallenge === null) return false;
  return securityClient.some(isUsable) && !securityServer.some(isUsable) && offersAka(gmFinal);
}

/** What points to one of the causes. */
function causeOf({ previous }: RegistrationCase, hit: AttemptFacts): string {
  const { securityClient, challenge, mwChallenge } = hit;
  const [first] = securityClient;
  if (first !== undefined && first.name !== 'ipsec-3gpp')
    return ` The first mechanism is ${first.name}: a Kamailio P-CSCF reads only the first.`;
  if (mwChallenge !== null && challenge?.keys.length === 0)
    return ' The 401 to the P-CSCF has no ck and ik, so it could not create SAs.';
  if (previous !== null && previous.sets.length > 0)
    return ' The previous registration got one: ports or SPIs may have run out.';
  return '';
}
