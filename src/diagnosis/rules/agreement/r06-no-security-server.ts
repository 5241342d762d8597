import { isUsable } from '../../../registration/agreement.ts';
import { ipsecMechanisms } from '../../../sip/security-agreement.ts';
import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { offersAka, productText, severityBy } from '../../evidence/challenges.ts';
import { attemptAfter, isProtected } from '../../evidence/evidence.ts';
import { missingEnds, otherCommon, suitesText } from '../../evidence/mechanisms.ts';
import { framesOf } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.1.1.5.1: without a usable Security-Server the UE gives up and starts again. Measured with Kamailio 5.6.3:
 * no free port or SPI, or a first mechanism other than ipsec-3gpp
 * (https://github.com/open5gs/open5gs/issues/408).
 *
 * Certain if a complete AKA 401 on Gm has no ipsec-3gpp, the UE offered ipsec-3gpp, and the UE sends no ESP afterwards:
 * no other part of a message can tell it SPIs and ports. A mechanism that lacks some of them is only a likely cause, as
 * the UE may know them from elsewhere. If the UE answers in ESP anyway, it did.
 */
export const noSecurityServer: RegistrationRule = {
  about: 'registration',
  id: 'R06',
  title: 'The 401 has no usable Security-Server',
  term: '401 without Security-Server, No free client port for IPSEC tunnel creation',
  evidence:
    'A REGISTER with Security-Client gets an AKA 401 on Gm. The 401 has no Security-Server, or no ipsec-3gpp in it, or one without SPIs or ports. Not if both ends also name another mechanism for SIP, such as tls.',
  severity: 'error',
  advice:
    'Read the log of the P-CSCF at this time. Kamailio, "No free client port for IPSEC tunnel creation": raise ipsec_max_connections or ipsec_spi_id_range, or restart it. Kamailio, "Unsupported mechanism": put ipsec-3gpp first in Security-Client, as it reads only the first mechanism. Otherwise check that its configuration has IPsec on (WITH_IPSEC) and calls ipsec_create() for this 401.',
  settle: 'Read the log of the P-CSCF. Capture at the P-CSCF: does something on the path remove the header?',
  certain: 'The 401 on Gm is in the capture, and its Security-Server is missing or cannot be used.',
  check: subject => {
    const hit = subject.attempts.find(lacksServer);
    if (hit?.gmFinal == null || hit.request === null) return null;
    const { securityServer, securityClient, request, gmFinal } = hit;
    if (ipsecMechanisms(securityServer).length > 0) return incompleteServer(subject, hit);
    const found =
      securityServer.length === 0
        ? 'no Security-Server'
        : `a Security-Server without ipsec-3gpp: ${suitesText(securityServer)}`;
    return {
      detail: `Security-Client offers ${suitesText(securityClient)}, but the 401 has ${found}.${causeOf(subject, hit)}${productText(gmFinal)}`,
      frames: framesOf([request, gmFinal]),
      confidence: isAnsweredInEsp(subject, hit) ? 'possible' : 'certain',
      severity: severityBy(subject),
    };
  },
};

/** For a Security-Server with ipsec-3gpp, but with a missing or zero SPI or port. */
function incompleteServer(subject: RegistrationCase, hit: AttemptFacts): Hit {
  const { securityServer, request, gmFinal } = hit;
  const missing = missingEnds(securityServer).join(', ');
  const isAnswered = isAnsweredInEsp(subject, hit);
  const end = isAnswered
    ? ' The UE answers in ESP anyway: it has them from elsewhere, or guesses them.'
    : ' The UE cannot create all four SAs from it.';
  return {
    title: 'Security-Server lacks SPIs or ports of the P-CSCF',
    detail: `Security-Server of the 401 has ipsec-3gpp with ${suitesText(ipsecMechanisms(securityServer))}, but without ${missing}, or with 0 there.${end}${productText(gmFinal)}`,
    frames: framesOf([request, gmFinal].filter(note => note !== null)),
    confidence: isAnswered ? 'certain' : 'likely',
    severity: isAnswered ? 'warning' : severityBy(subject),
    advice:
      'Make the P-CSCF write spi-c, spi-s, port-c and port-s into Security-Server. All four are mandatory (TS 33.203 Annex H): a UE of another vendor gives up without them.',
    settle: isAnswered
      ? null
      : 'Read a log of the UE: why did it not answer? Capture at the P-CSCF: does something on the path change the header?',
  };
}

/** ESP of the UE shows that it knew the SPIs and ports. */
function isAnsweredInEsp(subject: RegistrationCase, hit: AttemptFacts): boolean {
  const next = attemptAfter(subject, hit);
  if (next !== null && isProtected(next)) return true;
  const { capture, ueAddresses } = subject;
  const { gmFinal } = hit;
  return capture.strayEsp.some(
    ({ source, destination }) => ueAddresses.has(source) && destination === gmFinal?.source,
  );
}

function lacksServer({
  request,
  gmFinal,
  gmChallenge,
  securityClient,
  securityServer,
}: AttemptFacts): boolean {
  if (request === null || gmFinal === null || gmChallenge === null) return false;
  if (!securityClient.some(isUsable) || !offersAka(gmFinal)) return false;
  if (otherCommon({ securityClient, securityServer }).length > 0) return false;
  return ipsecMechanisms(securityServer).length === 0 || missingEnds(securityServer).length > 0;
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
