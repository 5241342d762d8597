import { productText, severityBy, suitesText } from '../../evidence/challenges.ts';
import { statusText } from '../../evidence/evidence.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * The script of docker_open5gs answers so when ipsec_create() fails
 * (https://github.com/herlesupreeth/docker_open5gs/issues/172).
 */
export const createIpsecFailed: RegistrationRule = {
  about: 'registration',
  id: 'R07',
  title: 'The P-CSCF could not make the SAs',
  term: '503 Service Unavailable (Create ipsec failed)',
  evidence: 'A 5xx to a REGISTER whose reason phrase names IPsec.',
  severity: 'error',
  advice:
    'Read the log of the P-CSCF at this time: no Security-Client in the REGISTER, no ck and ik in the 401 of the S-CSCF, no free port or SPI (ipsec_max_connections, ipsec_spi_id_range), or no right to set SAs in the kernel (CAP_NET_ADMIN for the container). Call ipsec_create() only for a UE that offers ipsec-3gpp.',
  settle: 'The log of the P-CSCF, and `ip xfrm state` on it: are there SAs of this UE?',
  check: subject => {
    const hit = subject.attempts.find(({ final }) => {
      const { status = null, reason = null } = final?.message ?? {};
      return status !== null && status >= 500 && /^(?!.*algorithm).*ipsec/i.test(reason ?? '');
    });
    if (hit?.final == null) return null;
    const { request, final, mwChallenge, securityClient } = hit;
    const offer =
      request === null
        ? ''
        : securityClient.length === 0
          ? ' The REGISTER has no Security-Client.'
          : ` The REGISTER offers ${suitesText(securityClient)}.`;
    const keys =
      mwChallenge !== null && mwChallenge.ck === null ? ' The 401 of the S-CSCF has no ck and ik.' : '';
    return {
      detail: `The answer is ${statusText(final)}.${offer}${keys}${productText(final)}`,
      frames: framesOf([request, final].filter(note => note !== null)),
      confidence: 'certain',
      severity: severityBy(subject),
    };
  },
};
