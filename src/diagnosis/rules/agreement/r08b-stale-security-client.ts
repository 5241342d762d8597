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
 * Measured with Kamailio 5.6.3: when a REGISTER with auts brings new SPIs and ports, the P-CSCF makes the SAs of the
 * second challenge with those of the first REGISTER, and the kernel drops what the UE sends.
 */
export const staleSecurityClient: RegistrationRule = {
  about: 'registration',
  id: 'R08b',
  title: 'The P-CSCF kept the Security-Client of an earlier REGISTER',
  term: 'stale contact after auts, SAs with the SPIs of the first REGISTER',
  evidence:
    'Two REGISTERs of one Call-ID are challenged in the clear with different SPIs or ports in Security-Client; the ESP of the UE under the second agreement verifies, and nothing comes back.',
  severity: 'error',
  advice:
    'Bring SQN of USIM and HSS together, so that no second challenge is needed; and use a P-CSCF that makes the SAs from the REGISTER that was challenged last. `ip xfrm state` shows the SPIs and ports that it has.',
  settle:
    '`ip xfrm state` at the P-CSCF: are the SPIs to the UE those of the first Security-Client? XfrmInStateMismatch in /proc/net/xfrm_stat counts what is dropped.',
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
    const sent = `${packets} ESP ${packets === 1 ? 'packet' : 'packets'} of the UE under the second agreement${read ? ', with good ICVs' : ''}: no answer for ${secondsText(left)}.`;
    const wrong = proven ? ` The P-CSCF sends to the first SPIs: ${packetsOf(old)} packets.` : '';
    const known = isKamailio && read && left >= REPEAT_TIME;
    return {
      detail: `Security-Client changed from ${endsText(former.securityClient)} to ${endsText(challenged.securityClient)}. ${sent}${wrong}${isKamailio ? ' The P-CSCF is a Kamailio; 5.6.3 is known to do so.' : productText(gmFinal)}`,
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
