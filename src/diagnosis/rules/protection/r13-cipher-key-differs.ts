import type { RegistrationCase } from '../../cases/case.ts';
import { suiteText } from '../../evidence/evidence.ts';
import { unansweredEsp } from '../../evidence/silence/unanswered-esp.ts';
import { tripleDesDoubt } from '../../evidence/triple-des.ts';
import { isUplink } from '../../journal/esp-activity.ts';
import { framesOf } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/**
 * TS 33.203 Annex I: the 3DES key is CK1‖CK2‖CK1. Measured with Kamailio 5.6.3: its 3DES key is corrupt (fixed by
 * commit 0a494043, https://github.com/kamailio/kamailio/issues/3121); OpenSIPS proto_ipsec pads CK with zeros.
 */
export const cipherKeyDiffers: RegistrationRule = {
  about: 'registration',
  id: 'R13',
  title: 'UE and P-CSCF encrypt with different keys',
  term: 'ICV good, plaintext garbage, des-ede3-cbc key, XfrmInStateMismatch',
  evidence:
    'ESP has good ICVs, but its decrypted text makes no sense. Or des-ede3-cbc was chosen, the ICVs of the UE are good, and a P-CSCF known for a wrong 3DES key never answers.',
  severity: 'error',
  advice:
    'Make the P-CSCF prefer aes-cbc (Kamailio ≥ 5.7: ipsec_preferred_ealg "aes-cbc"), or update it. Kamailio before 5.7 installs a wrong 3DES key; OpenSIPS installs one with zeros at its end.',
  settle:
    'Run `ip xfrm state` at the P-CSCF: for des-ede3-cbc the encryption key must be CK followed by the first 8 octets of CK (`ims-esp sas --show-keys`).',
  certain:
    'The ICV is good, so the packet came unchanged from a holder of IK; no cipher of the agreement gives a plaintext.',
  check: subject => garbage(subject) ?? tripleDes(subject),
};

function garbage({ sets, outcome }: RegistrationCase): Hit | null {
  for (const { set, activity } of sets) {
    const senseless = activity?.sas.filter(({ sa }) => sa.implausible > 0) ?? [];
    const [first] = senseless;
    if (first === undefined) continue;
    const count = senseless.reduce((sum, { sa }) => sum + sa.implausible, 0);
    const sender = isUplink(first.sa) ? 'the UE' : 'the P-CSCF';
    const suite = set.agreed[0];
    return {
      detail: `${count} ESP packets, the first of ${sender} (SPI ${first.sa.spi}), have a good ICV but no plausible plaintext: IK is right, but the encryption key or the cipher does not match ${suite === undefined ? 'the agreement' : suiteText(suite)}.`,
      frames: framesOf(first.frames),
      confidence: 'certain',
      severity: outcome === 'registered' || outcome === 'deregistered' ? 'warning' : 'error',
    };
  }
  return null;
}

function tripleDes(subject: RegistrationCase): Hit | null {
  const unanswered = unansweredEsp(subject);
  const doubt = unanswered === null ? null : tripleDesDoubt(subject, unanswered);
  if (unanswered === null || doubt === null) return null;
  const { facts, packets, frames, icv, waited } = unanswered;
  const who =
    doubt.server === null ? 'No Server header names the P-CSCF' : `The Server header is "${doubt.server}"`;
  const verdict = icv === 'good' ? 'their ICVs are good' : 'their ICVs could not be checked';
  return {
    title: 'The P-CSCF may have a wrong 3DES key',
    detail: `des-ede3-cbc was chosen, and none of the ${packets} ESP packets of the UE is answered; ${verdict}. ${who}.`,
    frames: framesOf([...(facts.challenged?.gm.responses.slice(-1) ?? []), ...frames]),
    confidence: waited ? doubt.confidence : 'possible',
  };
}
