import { isUsable } from '../../../registration/agreement.ts';
import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { offersAka, productText, severityBy, suitesText } from '../../evidence/challenges.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.1.1.5.1: without a Security-Server that it can use the UE abandons, and begins anew (F3). Measured with
 * Kamailio 5.6.3: no free port or SPI, or a first mechanism other than ipsec-3gpp
 * (https://github.com/open5gs/open5gs/issues/408).
 */
export const noSecurityServer: RegistrationRule = {
  about: 'registration',
  id: 'R06',
  title: 'The 401 has no Security-Server that the UE can use',
  term: '401 without Security-Server, No free client port for IPSEC tunnel creation',
  evidence:
    'A REGISTER with Security-Client; the 401 of AKA to it on Gm has no Security-Server, or none of ipsec-3gpp with SPIs and ports.',
  severity: 'error',
  advice:
    'Read the log of the P-CSCF at this time. Kamailio: "No free client port for IPSEC tunnel creation" asks for more ipsec_max_connections or ipsec_spi_id_range, or a restart; "Unsupported mechanism" means that it reads only the first mechanism of Security-Client, which must be ipsec-3gpp; otherwise see that the configuration has IPsec on (WITH_IPSEC) and calls ipsec_create() for this 401.',
  settle:
    'The log of the P-CSCF. A capture at the P-CSCF shows whether something on the way takes the header out.',
  check: subject => {
    const hit = subject.attempts.find(lacksServer);
    if (hit?.gmFinal == null || hit.request === null) return null;
    const { securityServer, securityClient, request, gmFinal } = hit;
    const found =
      securityServer.length === 0
        ? 'no Security-Server'
        : `a Security-Server without ipsec-3gpp, SPIs and ports: ${suitesText(securityServer)}`;
    return {
      detail: `Security-Client offers ${suitesText(securityClient)}; the 401 has ${found}.${causeOf(subject, hit)}${productText(gmFinal)}`,
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

/** What speaks for one of the causes. */
function causeOf({ previous }: RegistrationCase, hit: AttemptFacts): string {
  const { securityClient, challenge, mwChallenge } = hit;
  const [first] = securityClient;
  if (first !== undefined && first.name !== 'ipsec-3gpp')
    return ` The first mechanism is ${first.name}: a Kamailio P-CSCF reads no other.`;
  if (mwChallenge !== null && challenge?.keys.length === 0)
    return ' The 401 to the P-CSCF has no ck and ik: it could not make SAs.';
  if (previous !== null && previous.sets.length > 0)
    return ' The registration before got one: ports or SPIs may have run out.';
  return '';
}
