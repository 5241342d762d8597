import type { RegistrationCase, SetFacts } from '../../cases/case.ts';
import { productText } from '../../evidence/challenges.ts';
import { downlinkOf, isHeard, packetsOf, secondsLeft, uplinkOf } from '../../evidence/evidence.ts';
import { framesOf, inFrameOrder } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/** Seconds after which a UE repeats a request over UDP: T1 of the access (TS 24.229 §7.7). */
const REPEAT_TIME = 2;

/**
 * TS 33.203 §7.2: a new challenge creates new SAs with unused SPIs. Kamailio 5.7.0 to 5.8.8 and 6.0.0 to 6.0.5 keep all
 * values of the P-CSCF if ipsec_reuse_server_port is 1 (the default), although CK and IK change
 * (https://github.com/kamailio/kamailio/pull/4569).
 */
export const spiReused: RegistrationRule = {
  about: 'registration',
  id: 'R22',
  title: 'The P-CSCF reuses its SPIs with new keys',
  term: 'SPI reuse at re-registration, ipsec_reuse_server_port',
  evidence:
    'A REGISTER in ESP is challenged again with a new nonce, but Security-Server names the SPIs of the SAs in use.',
  severity: 'error',
  advice:
    'Kamailio: set ipsec_reuse_server_port to 0, or update (to 5.8.9, 6.0.6, 6.1.0 or later). The kernel refuses a second SA with the same SPI ("File exists"), so the P-CSCF keeps using the old key.',
  settle:
    'Run `ip xfrm state` at the P-CSCF before and after the re-registration: does the key of this SPI change?',
  certain:
    'Two 401s with different nonces name the same SPIs, and the second came inside the SAs of the first.',
  check: subject => {
    const { sets } = subject;
    const latest = new Map<string, SetFacts>();
    for (const set of sets) {
      const { address, spiC, spiS } = set.set.pcscf;
      const names = [spiC, spiS].map(spi => `${address} ${spi}`);
      const former = names.map(name => latest.get(name)).find(known => known !== undefined);
      if (former !== undefined && isRenewal(former, set)) return hitOf(subject, former, set);
      for (const name of names) latest.set(name, set);
    }
    return null;
  },
};

/** Challenged inside the former set with another nonce: RAND changed, and the keys with it. */
function isRenewal(former: SetFacts, { set, challenged }: SetFacts): boolean {
  return challenged !== null && challenged.attempt.protectedBy !== null && former.set.nonce !== set.nonce;
}

function hitOf(subject: RegistrationCase, former: SetFacts, one: SetFacts): Hit {
  const { challenged, answer, set } = one;
  const uplink = uplinkOf(one);
  const accepted = answer?.attempt.outcome === 'registered';
  const vain = isHeard(one) && !accepted && packetsOf(downlinkOf(one)) === 0;
  const left = uplink[0] === undefined ? 0 : secondsLeft(subject, uplink[0].first);
  const effect = vain
    ? ` The UE sends ${packetsOf(uplink)} ${packetsOf(uplink) === 1 ? 'packet' : 'packets'} with the new keys and gets no answer.`
    : accepted
      ? ' The re-registration succeeds anyway.'
      : '';
  const final = challenged?.gmFinal ?? null;
  return {
    detail: `The 401 to the re-registration has a new nonce but names SPIs ${set.pcscf.spiC}/${set.pcscf.spiS} again.${effect}${productText(final)}`,
    frames: inFrameOrder(
      framesOf([
        ...[former.challenged?.gmFinal ?? null, final].filter(note => note !== null),
        ...uplink.flatMap(({ frames }) => frames),
      ]),
    ),
    confidence: vain && left < REPEAT_TIME ? 'possible' : vain ? 'likely' : 'certain',
    severity: vain ? 'error' : 'warning',
  };
}
