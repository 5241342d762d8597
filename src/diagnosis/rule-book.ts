import type { Rule } from './rule.ts';
import { stateLost } from './rules/f12-state-lost.ts';
import { subscription } from './rules/f13-subscription.ts';
import { refusedForNow } from './rules/f14-refused-for-now.ts';
import { addressDiffers } from './rules/f15-address-differs.ts';
import { pcscfSilent } from './rules/g1-pcscf-silent.ts';
import { challengeNotPassedOn } from './rules/g2-challenge-not-passed-on.ts';
import { refused } from './rules/g3-refused.ts';
import { integrityProtectedByUe } from './rules/g4-integrity-protected-by-ue.ts';
import { securityHeadersOnMw } from './rules/g5-security-headers-on-mw.ts';
import { oneLegOnly } from './rules/g6-one-leg-only.ts';
import { ueSilent } from './rules/r01-ue-silent.ts';
import { icvBad } from './rules/r12-icv-bad.ts';
import { answerInClear } from './rules/r15-answer-in-clear.ts';
import { requestOutsideIpsec } from './rules/r18-request-outside-ipsec.ts';
import { outsideSa } from './rules/r19-outside-sa.ts';
import { hssUserUnknown } from './rules/r26-hss-user-unknown.ts';
import { privateIdentityNotFound } from './rules/r27-private-identity-not-found.ts';
import { coreSilent } from './rules/r28-core-silent.ts';
import { unresolvable } from './rules/r29-unresolvable.ts';
import { notEspTransport } from './rules/r30-not-esp-transport.ts';
import { nothingOffered } from './rules/r31-nothing-offered.ts';
import { contactNotPortS } from './rules/r32-contact-not-port-s.ts';
import { securityVerifyDiffers } from './rules/r37-security-verify-differs.ts';
import { anotherAgreement } from './rules/r38-another-agreement.ts';

/** All rules, in the order of the catalogue. `refused` takes what all others leave, so it is the last. */
export const RULES: readonly Rule[] = [
  ueSilent,
  icvBad,
  answerInClear,
  requestOutsideIpsec,
  outsideSa,
  hssUserUnknown,
  privateIdentityNotFound,
  coreSilent,
  unresolvable,
  notEspTransport,
  nothingOffered,
  contactNotPortS,
  securityVerifyDiffers,
  anotherAgreement,
  stateLost,
  subscription,
  refusedForNow,
  addressDiffers,
  pcscfSilent,
  challengeNotPassedOn,
  integrityProtectedByUe,
  securityHeadersOnMw,
  oneLegOnly,
  refused,
];
