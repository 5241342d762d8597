import { productText, severityBy } from '../../evidence/challenges.ts';
import { statusText } from '../../evidence/evidence.ts';
import { suitesText } from '../../evidence/mechanisms.ts';
import { lastNamed } from '../../evidence/refusals/named-cause.ts';
import { saysAny } from '../../evidence/refusals/refusals.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * The script of docker_open5gs sends this when ipsec_create() fails
 * (https://github.com/herlesupreeth/docker_open5gs/issues/172). P-CSCFs of operators say "AKA add SA failure" in Warning.
 *
 * Certain only with the text of that script: it sends it in the one branch where ipsec_create() failed. Any other text
 * that names IPsec or an SA is likely: it may also mean that the UE must offer it.
 */
export const createIpsecFailed: RegistrationRule = {
  about: 'registration',
  id: 'R07',
  title: 'The P-CSCF could not create the SAs',
  term: '503 Service Unavailable (Create ipsec failed), AKA add SA failure',
  evidence:
    'A refusal says in its reason phrase, Warning or Reason that an SA could not be made, or names IPsec.',
  severity: 'error',
  advice:
    'Read the log of the P-CSCF at this time and look for one of these causes: no Security-Client in the REGISTER; no ck and ik in the 401 of the S-CSCF; no free port or SPI (raise ipsec_max_connections or ipsec_spi_id_range); no permission to set SAs in the kernel (give the container CAP_NET_ADMIN). Call ipsec_create() only for a UE that offers ipsec-3gpp.',
  settle: 'Read the log of the P-CSCF, and run `ip xfrm state` there: does it show SAs of this UE?',
  certain: 'The response says itself that the P-CSCF could not set up IPsec.',
  check: subject => {
    const named = lastNamed(subject, 'R07');
    if (named === null) return null;
    const { final, attempt } = named.refusal;
    const { request, mwChallenges, securityClient } = attempt;
    const offer =
      request === null
        ? ''
        : securityClient.length === 0
          ? ' The REGISTER has no Security-Client.'
          : ` The REGISTER offers ${suitesText(securityClient)}.`;
    const keys =
      mwChallenges.length > 0 && mwChallenges.every(({ ck }) => ck === null)
        ? ' The 401 of the S-CSCF has no ck and ik.'
        : '';
    return {
      detail: `The response is ${statusText(final)}.${offer}${keys}${productText(final)}`,
      frames: framesOf([request, final].filter(note => note !== null)),
      confidence: saysAny(named.refusal, /create ipsec failed/i) ? 'certain' : 'likely',
      ...(named.text.title === null || named.text.advice === null
        ? {}
        : { title: named.text.title, advice: named.text.advice }),
      severity: severityBy(subject),
    };
  },
};
