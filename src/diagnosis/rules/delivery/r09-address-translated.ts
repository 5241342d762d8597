import { translationOf, unansweredEsp } from '../../evidence/silence/unanswered-esp.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 33.203 §7.1: the SAs are bound to the addresses of both ends. Kamailio takes that of the UE from the packet, not
 * from Via: https://github.com/herlesupreeth/Kamailio_IMS_Config/issues/5, https://github.com/open5gs/open5gs/issues/337
 */
export const addressTranslated: RegistrationRule = {
  about: 'registration',
  id: 'R09',
  title: 'A NAT stands between UE and P-CSCF',
  term: 'NAT, masquerade, IPsec transport mode behind NAT',
  evidence:
    'ESP of the UE that is never answered and whose outer source is not the address in Via or Contact of the REGISTER of the UE.',
  severity: 'error',
  advice:
    'Take the masquerading between PGW or UPF and P-CSCF away (iptables -t nat -S, nft list ruleset) and give the P-CSCF a route to the addresses of the UEs (ip route add UE_POOL via UPF).',
  settle: 'A capture on both sides of the PGW or UPF: is the source address of the same packet another?',
  check: subject => {
    const unanswered = unansweredEsp(subject);
    if (unanswered === null || unanswered.icv === 'bad') return null;
    const translation = translationOf(unanswered);
    if (translation === null) return null;
    const { seen, named, where } = translation;
    const request = unanswered.facts.challenged?.gm.requests.slice(0, 1) ?? [];
    return {
      detail: `ESP of the UE comes from ${seen}, but the UE calls itself ${named} in ${where}. None of its ${unanswered.packets} ESP packets is answered.`,
      frames: framesOf([...request, ...unanswered.frames]),
      confidence: unanswered.waited ? 'likely' : 'possible',
    };
  },
};
