import { translationOf, unansweredEsp } from '../../evidence/silence/unanswered-esp.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 33.203 §7.1: the SAs are bound to the addresses of both ends. Kamailio takes the UE's from the packet, not
 * from Via: https://github.com/herlesupreeth/Kamailio_IMS_Config/issues/5, https://github.com/open5gs/open5gs/issues/337
 */
export const addressTranslated: RegistrationRule = {
  about: 'registration',
  id: 'R09',
  title: 'A NAT is between UE and P-CSCF',
  term: 'NAT, masquerade, IPsec transport mode behind NAT',
  evidence:
    'ESP of the UE is never answered. Its outer source address is not the address in Via or Contact of the REGISTER.',
  severity: 'error',
  advice:
    'Remove the masquerading between PGW or UPF and P-CSCF (find it with iptables -t nat -S or nft list ruleset). Give the P-CSCF a route to the UE addresses (ip route add UE_POOL via UPF).',
  settle: 'Capture on both sides of the PGW or UPF: does the source address of the same packet change?',
  check: subject => {
    const unanswered = unansweredEsp(subject);
    if (unanswered === null || unanswered.icv === 'bad') return null;
    const translation = translationOf(unanswered);
    if (translation === null) return null;
    const { seen, named, where } = translation;
    const request = unanswered.facts.challenged?.gm.requests.slice(0, 1) ?? [];
    return {
      detail: `ESP of the UE comes from ${seen}, but its ${where} says ${named}. None of its ${unanswered.packets} ESP packets is answered.`,
      frames: framesOf([...request, ...unanswered.frames]),
      confidence: unanswered.waited ? 'likely' : 'possible',
    };
  },
};
