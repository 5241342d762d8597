import type { Rule } from './rule.ts';
import { akaComputed } from './rules/a01-aka-computed.ts';
import { responseNotChecked } from './rules/a02-response-not-checked.ts';
import { captureIncomplete } from './rules/c1-capture-incomplete.ts';
import { noKeys } from './rules/c2-no-keys.ts';
import { sequenceBeginsLate } from './rules/e1-sequence-begins-late.ts';
import { sequenceGaps } from './rules/e2-sequence-gaps.ts';
import { sequenceRepeats } from './rules/e3-sequence-repeats.ts';
import { espAfterTheEnd } from './rules/e4-esp-after-the-end.ts';
import { noCommonAlgorithm } from './rules/f2-no-common-algorithm.ts';
import { macFailure } from './rules/f4-mac-failure.ts';
import { lateAnswer } from './rules/f11-late-answer.ts';
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
import { keysOnGm } from './rules/r02-keys-on-gm.ts';
import { resynchronisation } from './rules/r03-resynchronisation.ts';
import { notAka } from './rules/r04-not-aka.ts';
import { noAlgorithm } from './rules/r05-no-algorithm.ts';
import { noSecurityServer } from './rules/r06-no-security-server.ts';
import { createIpsecFailed } from './rules/r07-create-ipsec-failed.ts';
import { nothingOffered } from './rules/r08-nothing-offered.ts';
import { staleSecurityClient } from './rules/r08b-stale-security-client.ts';
import { addressTranslated } from './rules/r09-address-translated.ts';
import { synUnanswered } from './rules/r10-syn-unanswered.ts';
import { espUnanswered } from './rules/r11-esp-unanswered.ts';
import { icvBad } from './rules/r12-icv-bad.ts';
import { cipherKeyDiffers } from './rules/r13-cipher-key-differs.ts';
import { noEncryption } from './rules/r14-no-encryption.ts';
import { answerInClear } from './rules/r15-answer-in-clear.ts';
import { okNotDelivered } from './rules/r16-ok-not-delivered.ts';
import { okUnprotected } from './rules/r17-ok-unprotected.ts';
import { requestOutsideIpsec } from './rules/r18-request-outside-ipsec.ts';
import { outsideSa } from './rules/r19-outside-sa.ts';
import { connectionToUeFails } from './rules/r20-connection-to-ue-fails.ts';
import { portsSwapped } from './rules/r21-ports-swapped.ts';
import { spiReused } from './rules/r22-spi-reused.ts';
import { registerNotFrom5060 } from './rules/r23-register-not-from-5060.ts';
import { refusedAnswer } from './rules/r24-refused-answer.ts';
import { qopIncomplete } from './rules/r25-qop-incomplete.ts';
import { hssUserUnknown } from './rules/r26-hss-user-unknown.ts';
import { privateIdentityNotFound } from './rules/r27-private-identity-not-found.ts';
import { coreSilent } from './rules/r28-core-silent.ts';
import { unresolvable } from './rules/r29-unresolvable.ts';
import { notEspTransport } from './rules/r30-not-esp-transport.ts';
import { noSecurityClient } from './rules/r31-no-security-client.ts';
import { contactNotPortS } from './rules/r32-contact-not-port-s.ts';
import { mixedTransport } from './rules/r33-mixed-transport.ts';
import { sasRemovedEarly } from './rules/r34-sas-removed-early.ts';
import { allRegisterAnew } from './rules/r35-all-register-anew.ts';
import { staleSa } from './rules/r36-stale-sa.ts';
import { securityVerifyDiffers } from './rules/r37-security-verify-differs.ts';
import { anotherAgreement } from './rules/r38-another-agreement.ts';
import { challengeOnOtherSa } from './rules/r39-challenge-on-other-sa.ts';
import { lostInPcscf } from './rules/r40-lost-in-pcscf.ts';
import { duplicates } from './rules/r41-duplicates.ts';
import { midSession } from './rules/r42-mid-session.ts';
import { weakAlgorithm } from './rules/s1-weak-algorithm.ts';
import { suiteDiffers } from './rules/s2-suite-differs.ts';

/**
 * All rules in the order of the catalogue (R), then those of the standards (F) and our own. A rule may look at what
 * those before it have found: the refusal that no other rule explains comes last.
 */
export const RULES: readonly Rule[] = [
  ueSilent,
  keysOnGm,
  resynchronisation,
  notAka,
  noAlgorithm,
  noSecurityServer,
  createIpsecFailed,
  nothingOffered,
  staleSecurityClient,
  addressTranslated,
  synUnanswered,
  espUnanswered,
  icvBad,
  cipherKeyDiffers,
  noEncryption,
  answerInClear,
  okNotDelivered,
  okUnprotected,
  requestOutsideIpsec,
  outsideSa,
  connectionToUeFails,
  portsSwapped,
  spiReused,
  registerNotFrom5060,
  refusedAnswer,
  qopIncomplete,
  hssUserUnknown,
  privateIdentityNotFound,
  coreSilent,
  unresolvable,
  notEspTransport,
  noSecurityClient,
  contactNotPortS,
  mixedTransport,
  sasRemovedEarly,
  allRegisterAnew,
  staleSa,
  securityVerifyDiffers,
  anotherAgreement,
  challengeOnOtherSa,
  lostInPcscf,
  duplicates,
  midSession,
  noCommonAlgorithm,
  macFailure,
  lateAnswer,
  stateLost,
  subscription,
  refusedForNow,
  addressDiffers,
  akaComputed,
  responseNotChecked,
  weakAlgorithm,
  suiteDiffers,
  sequenceBeginsLate,
  sequenceGaps,
  sequenceRepeats,
  espAfterTheEnd,
  captureIncomplete,
  noKeys,
  pcscfSilent,
  challengeNotPassedOn,
  integrityProtectedByUe,
  securityHeadersOnMw,
  oneLegOnly,
  refused,
];
