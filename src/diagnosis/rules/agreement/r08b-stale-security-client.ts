import { isUsable } from '../../../registration/agreement.ts';
import type { SecurityMechanism } from '../../../sip/security-agreement.ts';
import { productText, severityBy } from '../../evidence/challenges.ts';
import { downlinkOf, packetsOf, productOf, secondsLeft, uplinkOf } from '../../evidence/evidence.ts';
import { staleClientOf } from '../../evidence/stale-security-client.ts';
import { framesOf, inFrameOrder, secondsText } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** Seconds after which a UE repeats a request over UDP: T1 of the access (TS 24.229 §7.7). */
const REPEAT_TIME = 2;

/**
 * Measured with Kamailio 5.6.3: if a REGISTER with auts has new SPIs and ports, the P-CSCF creates the SAs of the
 * second challenge with the SPIs and ports of the first REGISTER, and the kernel drops the packets of the UE.
 */
export const staleSecurityClient: RegistrationRule = {
  about: 'registration',
  id: 'R08b',
  title: 'The P-CSCF kept the Security-Client of an earlier REGISTER',
  term: 'stale contact after auts, SAs with the SPIs of the first REGISTER',
  evidence:
    'Two unprotected REGISTERs of one Call-ID are challenged. Their Security-Clients have different SPIs or ports. ESP of the UE under the second agreement has good ICVs, and nothing comes back.',
  severity: 'error',
  advice:
    'Set SQN in the HSS above that of the USIM, so that no second challenge is needed. Use a P-CSCF that creates the SAs from the REGISTER that was challenged last. See the SPIs and ports that it uses with `ip xfrm state`.',
  settle:
    'Run `ip xfrm state` at the P-CSCF: are the SPIs to the UE those of the first Security-Client? XfrmInStateMismatch in /proc/net/xfrm_stat counts the dropped packets.',
  certain:
    'After the later agreement the P-CSCF sends ESP to the SPIs of the earlier Security-Client: it uses these.',
  check: subject => {
    const stale = staleClientOf(subject);
    if (stale === null) return null;
    const { set, challenged, former, formerSet } = stale;
    const { gmFinal } = challenged;
    if (gmFinal === null) return null;
    const uplink = uplinkOf(set);
    const left = secondsLeft(subject, uplink[0]?.first ?? gmFinal);
    const old = formerSet === null ? [] : downlinkOf(formerSet);
    const proven = packetsOf(old) > 0;
    const isKamailio = /kamailio/i.test(productsOf([...challenged.gm.responses, ...former.gm.responses]));
    const packets = packetsOf(uplink);
    const read = uplink.every(({ closed }) => closed === 0);
    const sent = `The UE sends ${packets} ESP ${packets === 1 ? 'packet' : 'packets'} under the second agreement${read ? ', with good ICVs' : ''}, and gets no answer for ${secondsText(left)}.`;
    const wrong = proven
      ? ` The P-CSCF sends ${packetsOf(old)} ${packetsOf(old) === 1 ? 'packet' : 'packets'} to the first SPIs.`
      : '';
    const known = isKamailio && read && left >= REPEAT_TIME;
    return {
      detail: `Security-Client changed from ${endsText(former.securityClient)} to ${endsText(challenged.securityClient)}. ${sent}${wrong}${isKamailio ? ' The P-CSCF is a Kamailio; version 5.6.3 is known to do this.' : productText(gmFinal)}`,
      frames: inFrameOrder(
        framesOf([
          ...[former.request, former.gmFinal, challenged.request, gmFinal].filter(note => note !== null),
          ...uplink.flatMap(({ frames }) => frames),
          ...old.flatMap(({ frames }) => frames),
        ]),
      ),
      confidence: proven ? 'certain' : known ? 'likely' : 'possible',
      severity: severityBy(subject),
    };
  },
};

function productsOf(notes: Parameters<typeof productOf>[0][]): string {
  return notes.map(note => productOf(note) ?? '').join(' ');
}

function endsText(mechanisms: readonly SecurityMechanism[]): string {
  const { spiC, spiS, portC, portS } = mechanisms.find(isUsable) ?? {};
  return `SPIs ${spiC}/${spiS}, ports ${portC}/${portS}`;
}
