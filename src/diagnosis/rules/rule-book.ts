import { grantedUnknown } from './accepted/g13-granted-unknown.ts';
import { headersMissing } from './accepted/g14-headers-missing.ts';
import { noPcscfGiven } from './access/p01-no-pcscf-given.ts';
import { noPcscfAsked } from './access/p02-no-pcscf-asked.ts';
import { noRegister } from './access/p03-no-register.ts';
import { registerElsewhere } from './access/p04-register-elsewhere.ts';
import { connectionRefused } from './access/p05-connection-refused.ts';
import { otherFamily } from './access/p06-other-family.ts';
import { apnNotIms } from './access/p07-apn-not-ims.ts';
import { notQci5 } from './access/p08-not-qci-5.ts';
import { dnsFails } from './access/p09-dns-fails.ts';
import { ueAddressDiffers } from './access/p13-ue-address-differs.ts';
import { notAdmitted } from './access/p14-not-admitted.ts';
import { noCommonAlgorithm } from './agreement/f2-no-common-algorithm.ts';
import { securityHeadersOnMw } from './agreement/g5-security-headers-on-mw.ts';
import { noSecurityServer } from './agreement/r06-no-security-server.ts';
import { createIpsecFailed } from './agreement/r07-create-ipsec-failed.ts';
import { nothingOffered } from './agreement/r08-nothing-offered.ts';
import { staleSecurityClient } from './agreement/r08b-stale-security-client.ts';
import { portsSwapped } from './agreement/r21-ports-swapped.ts';
import { notEspTransport } from './agreement/r30-not-esp-transport.ts';
import { noSecurityClient } from './agreement/r31-no-security-client.ts';
import { securityVerifyDiffers } from './agreement/r37-security-verify-differs.ts';
import { anotherAgreement } from './agreement/r38-another-agreement.ts';
import { otherAlgorithm } from './agreement/s3-other-algorithm.ts';
import { akaComputed } from './aka/a01-aka-computed.ts';
import { responseNotChecked } from './aka/a02-response-not-checked.ts';
import { macFailure } from './aka/f4-mac-failure.ts';
import { lateAnswer } from './aka/f11-late-answer.ts';
import { ueSilent } from './aka/r01-ue-silent.ts';
import { keysOnGm } from './aka/r02-keys-on-gm.ts';
import { resynchronisation } from './aka/r03-resynchronisation.ts';
import { notAka } from './aka/r04-not-aka.ts';
import { noAlgorithm } from './aka/r05-no-algorithm.ts';
import { refusedAnswer } from './aka/r24-refused-answer.ts';
import { qopIncomplete } from './aka/r25-qop-incomplete.ts';
import { captureIncomplete } from './capture/c1-capture-incomplete.ts';
import { noKeys } from './capture/c2-no-keys.ts';
import { sequenceBeginsLate } from './capture/e1-sequence-begins-late.ts';
import { sequenceGaps } from './capture/e2-sequence-gaps.ts';
import { sequenceRepeats } from './capture/e3-sequence-repeats.ts';
import { espAfterTheEnd } from './capture/e4-esp-after-the-end.ts';
import { oneLegOnly } from './capture/g6-one-leg-only.ts';
import { duplicates } from './capture/r41-duplicates.ts';
import { midSession } from './capture/r42-mid-session.ts';
import { stateLost } from './core/f12-state-lost.ts';
import { subscription } from './core/f13-subscription.ts';
import { refusedForNow } from './core/f14-refused-for-now.ts';
import { addressDiffers } from './core/f15-address-differs.ts';
import { refused } from './core/g3-refused.ts';
import { causeNamed } from './core/g12-cause-named.ts';
import { registerNotFrom5060 } from './core/r23-register-not-from-5060.ts';
import { hssUserUnknown } from './core/r26-hss-user-unknown.ts';
import { privateIdentityNotFound } from './core/r27-private-identity-not-found.ts';
import { coreSilent } from './core/r28-core-silent.ts';
import { unresolvable } from './core/r29-unresolvable.ts';
import { contactNotPortS } from './core/r32-contact-not-port-s.ts';
import { pcscfSilent } from './delivery/g1-pcscf-silent.ts';
import { challengeNotPassedOn } from './delivery/g2-challenge-not-passed-on.ts';
import { ueAnswersNothing } from './delivery/g8-ue-answers-nothing.ts';
import { connectionClosedEarly } from './delivery/g10-connection-closed-early.ts';
import { synUnanswered } from './delivery/r10-syn-unanswered.ts';
import { espUnanswered } from './delivery/r11-esp-unanswered.ts';
import { okNotDelivered } from './delivery/r16-ok-not-delivered.ts';
import { connectionToUeFails } from './delivery/r20-connection-to-ue-fails.ts';
import { mixedTransport } from './delivery/r33-mixed-transport.ts';
import { sasRemovedEarly } from './delivery/r34-sas-removed-early.ts';
import { allRegisterAnew } from './delivery/r35-all-register-anew.ts';
import { lostInPcscf } from './delivery/r40-lost-in-pcscf.ts';
import { fragmentsLost } from './path/g7-fragments-lost.ts';
import { natPortNotFollowed } from './path/g9-nat-port-not-followed.ts';
import { contactElsewhere } from './path/g11-contact-elsewhere.ts';
import { loop } from './path/g15-loop.ts';
import { tooLargeForUdp } from './path/g16-too-large-for-udp.ts';
import { contradictsProtected } from './path/g20-contradicts-protected.ts';
import { unprovedAgreements } from './path/g21-unproved-agreements.ts';
import { addressTranslated } from './path/r09-address-translated.ts';
import { staleSa } from './path/r36-stale-sa.ts';
import { bearerRefused } from './policy/p10-bearer-refused.ts';
import { policyRefused } from './policy/p11-policy-refused.ts';
import { rxSessionEnded } from './policy/p12-rx-session-ended.ts';
import { integrityProtectedByUe } from './protection/g4-integrity-protected-by-ue.ts';
import { icvBad } from './protection/r12-icv-bad.ts';
import { cipherKeyDiffers } from './protection/r13-cipher-key-differs.ts';
import { noEncryption } from './protection/r14-no-encryption.ts';
import { answerInClear } from './protection/r15-answer-in-clear.ts';
import { okUnprotected } from './protection/r17-ok-unprotected.ts';
import { requestOutsideIpsec } from './protection/r18-request-outside-ipsec.ts';
import { outsideSa } from './protection/r19-outside-sa.ts';
import { spiReused } from './protection/r22-spi-reused.ts';
import { challengeOnOtherSa } from './protection/r39-challenge-on-other-sa.ts';
import { weakAlgorithm } from './protection/s1-weak-algorithm.ts';
import { suiteDiffers } from './protection/s2-suite-differs.ts';
import type { Rule } from './rule.ts';

/**
 * All rules. A rule may use the findings of the rules before it: G3, for refusals that no other rule explains, comes last.
 * RULES.md explains the letters of their ids.
 */
export const RULES: readonly Rule[] = [
  noPcscfGiven,
  noPcscfAsked,
  noRegister,
  registerElsewhere,
  notAdmitted,
  connectionRefused,
  otherFamily,
  apnNotIms,
  notQci5,
  dnsFails,
  bearerRefused,
  policyRefused,
  ueAddressDiffers,
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
  qopIncomplete,
  refusedAnswer,
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
  causeNamed,
  refusedForNow,
  addressDiffers,
  loop,
  tooLargeForUdp,
  grantedUnknown,
  headersMissing,
  akaComputed,
  responseNotChecked,
  weakAlgorithm,
  suiteDiffers,
  otherAlgorithm,
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
  fragmentsLost,
  ueAnswersNothing,
  natPortNotFollowed,
  connectionClosedEarly,
  contactElsewhere,
  contradictsProtected,
  unprovedAgreements,
  rxSessionEnded,
  refused,
];
