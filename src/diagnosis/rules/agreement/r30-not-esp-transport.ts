import type { SecurityMechanism } from '../../../sip/security-agreement.ts';
import type { AttemptFacts } from '../../cases/case.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 33.203 §7.1 and Annex H: `prot` is esp, `mod` is trans, or UDP-enc-tun behind a NAT (Annex M).
 * https://github.com/DoubangoTelecom/boghe/issues/212: a UE offered ah, and the P-CSCF used ESP anyway.
 */
export const notEspTransport: RegistrationRule = {
  about: 'registration',
  id: 'R30',
  title: 'The offer has AH, or a mode that IMS does not use',
  term: 'prot=ah, mod=tun in Security-Client',
  evidence:
    'An `ipsec-3gpp` mechanism in Security-Client or Security-Server has a `prot` other than esp, or a `mod` other than trans and UDP-enc-tun.',
  severity: 'warning',
  advice: 'Offer prot=esp and mod=trans, or UDP-enc-tun for UEs behind a NAT.',
  settle: 'Check the SAs at each end (`ip xfrm state`): did it install ESP in transport mode anyway?',
  certain: 'The header field is in the capture and names the protocol or mode.',
  check: subject => {
    for (const attempt of subject.attempts) {
      const odd = oddIn(attempt);
      if (odd === null) continue;
      const { mechanism, header, note } = odd;
      const { count, all } = odd;
      return {
        detail: `${header} has prot=${mechanism.prot}, mod=${mechanism.mod} in ${count} of ${all} ipsec-3gpp mechanisms.`,
        frames: framesOf([note]),
        confidence: 'certain',
        severity: count < all || subject.outcome === 'registered' ? 'note' : 'warning',
      };
    }
    return null;
  },
};

function oddIn({ securityClient, securityServer, request, gmFinal }: AttemptFacts) {
  const offers = [
    { header: 'Security-Client', mechanisms: securityClient, note: request },
    { header: 'Security-Server', mechanisms: securityServer, note: gmFinal },
  ];
  for (const { header, mechanisms, note } of offers) {
    const own = mechanisms.filter(({ name }) => name === 'ipsec-3gpp');
    const odd = own.filter(isOdd);
    const [mechanism] = odd;
    if (mechanism !== undefined && note !== null)
      return { mechanism, header, note, count: odd.length, all: own.length };
  }
  return null;
}

function isOdd({ prot, mod }: SecurityMechanism): boolean {
  return prot !== 'esp' || (mod !== 'trans' && mod !== 'udp-enc-tun');
}
