/**
 * Decrypts the IPsec of IMS registrations in packet captures, and says why a registration failed.
 *
 * @example Count the protected messages of a capture
 * import { analyse } from 'ims-esp';
 *
 * let inside = 0;
 * const sip = ({ origin }) => {
 *   if (origin.protection !== null) inside++;
 * };
 * const { summary } = await analyse([{ name: 'trace.pcap' }], { on: { sip } });
 * console.log(inside, summary.esp.icvGood);
 *
 * @example Write a Wireshark profile for it
 * import { analyse, wiresharkProfiles } from 'ims-esp';
 *
 * const { sets, summary } = await analyse([{ name: 'trace.pcap' }]);
 * for (const profile of wiresharkProfiles(sets, summary.tcp.gaps > 0)) console.log(profile.decode_as_entries);
 *
 * @example Show the outcome of each registration
 * import { analyse, outcomeOf } from 'ims-esp';
 *
 * const { registrations } = await analyse([{ name: 'trace.pcap' }]);
 * for (const registration of registrations) console.log(registration.impu, outcomeOf(registration));
 *
 * @example Show why it failed
 * import { analyse } from 'ims-esp';
 *
 * const { diagnosis } = await analyse([{ name: 'trace.pcap' }], { diagnose: true });
 * for (const { verdict, findings } of diagnosis.registrations)
 *   console.log(verdict, findings.map(({ rule, title, frames }) => [rule, title, frames.map(({ frame }) => frame)]));
 *
 * @example The keys of an SA set for an IPsec stack
 * import { analyse, espKeysOf } from 'ims-esp';
 *
 * const { sets } = await analyse([{ name: 'trace.pcap' }]);
 * for (const set of sets) console.log(set.ue.address, espKeysOf(set).authentication?.length);
 *
 * @example Decrypt with the SAs of Wireshark
 * import { analyse, espKeysOfSa, parseEspSa } from 'ims-esp';
 *
 * const file = '"IPv4","*","*","0x*","NULL","","HMAC-SHA-1-96 [RFC2404]","0x0b0b0b0b"\nnonsense';
 * const { entries, issues } = parseEspSa(file);
 * for (const { place, reason } of issues) console.log(`${place}: ${reason}`);
 * const { sets, summary } = await analyse([{ name: 'trace.pcap' }], { givenSas: entries });
 * for (const { sas } of sets) for (const sa of sas) console.log(sa.name, espKeysOfSa(sa).authentication?.length);
 * console.log(summary.esp.icvGood);
 *
 * @example Decrypt with the SAs of a Linux kernel, or with the log of a P-CSCF
 * import { analyse, parsePcscfLog, parseXfrmStates } from 'ims-esp';
 *
 * const { entries: givenSas, issues } = parseXfrmStates('the output of ip xfrm state');
 * const { entries: keys } = parsePcscfLog('WWW-Authenticate=Digest nonce="…", ck="8e716112013a48e55bc2e325c33a030f", ik="…"');
 * console.log(issues[0]?.reason, keys.length);
 * const { summary } = await analyse([{ name: 'trace.pcap' }], { givenSas, keys });
 * console.log(summary.esp.icvGood);
 *
 * @example Let a USIM compute the keys, and check the answer of the phone
 * import { analyse, parseUsims } from 'ims-esp';
 *
 * const file = '[{"imsi":"001010000000001","k":"10c98a945d701c4d9856498410194d5a","opc":"4b2daa7e5a39ff1d7dc05f5643353664"}]';
 * const { entries } = parseUsims(file);
 * const { registrations } = await analyse([{ name: 'trace.pcap' }], { usims: entries });
 * for (const { attempts } of registrations) for (const { cseq, response } of attempts) console.log(cseq, response);
 *
 * @example Decrypt with the keys of one challenge
 * import { analyse, parseGivenKeys } from 'ims-esp';
 *
 * const file = '[{"nonce":"…","ck":"8e716112013a48e55bc2e325c33a030f","ik":"7a23b1bde1069329a19bc91fb8f8c668"}]';
 * const { summary } = await analyse([{ name: 'trace.pcap' }], { keys: parseGivenKeys(file).entries });
 * console.log(summary.esp.icvGood);
 *
 * @example Let other threads help with a large capture
 * import { analyse, startThreads } from 'ims-esp';
 *
 * const { summary } = await analyse([{ name: 'trace.pcap' }], { threads: startThreads(['trace.pcap'], 4) });
 * console.log(summary.frames);
 *
 * @example Continue when an input cannot be read
 * import { analyse, UnreadableInputError } from 'ims-esp';
 *
 * const inputs = [{ name: 'missing.pcap' }, { name: 'trace.pcap' }];
 * await analyse(inputs).catch(error => console.log(error instanceof UnreadableInputError, error.message));
 * const { summary } = await analyse(inputs, { on: { unreadable: ({ file, reason }) => console.log(file, reason) } });
 * console.log(summary.frames);
 *
 * @example Decrypt a capture
 * import { analyse, DecryptedCapture } from 'ims-esp';
 *
 * let length = 0;
 * const write = bytes => {
 *   length += bytes.length;
 * };
 * const capture = new DecryptedCapture({ files: ['trace.pcap'], application: 'my tool', write });
 * await analyse([{ name: 'trace.pcap' }], { on: { frame: frame => capture.frame(frame) } });
 * capture.end();
 * console.log(capture.frames, capture.decrypted, length > 0);
 */
export type { AkaFunctions, AkaInput, AkaVector, ResynchronisationVector } from './aka/aka-functions.ts';
export { type GivenKey, parseGivenKeys } from './aka/key-file.ts';
export type { Usim } from './aka/usim.ts';
export { parseUsims } from './aka/usim-file.ts';
export {
  type AnalysisOptions,
  type AnalysisResult,
  type AnalysisSink,
  analyse,
  type DiagnosedResult,
} from './analysis/analyse.ts';
export type { SipStatistics } from './analysis/analyser.ts';
export type { CxEvent } from './analysis/events/cx-event.ts';
export type { EspEvent } from './analysis/events/esp-event.ts';
export type { Flow } from './analysis/events/flow.ts';
export type { EspNote, OutputFrame, Replacement } from './analysis/events/output-frame.ts';
export type { SipEvent } from './analysis/events/sip-event.ts';
export type { CaptureInput } from './analysis/input/capture-bytes.ts';
export { UnreadableInputError } from './analysis/input/unreadable-input.ts';
export type { Summary } from './analysis/summary.ts';
export { type LaneThreads, startThreads } from './analysis/threads/lane-threads.ts';
export type { CaptureLosses } from './capture/damage.ts';
export type { RegistrationExchange } from './diameter/registration-exchange.ts';
export type { EngineChoice } from './ipsec/crypto/load-engine.ts';
export type { EspOutcome } from './ipsec/decrypt/esp-result.ts';
export { type EspKeys, espKeysOf, espKeysOfSa } from './ipsec/esp-keys.ts';
export type { EspStatistics } from './ipsec/esp-statistics.ts';
export { parseEspSa } from './ipsec/given/esp-sa-file.ts';
export { parseXfrmStates } from './ipsec/given/xfrm-states.ts';
export type {
  CaptureInterface,
  CaptureOption,
  CaptureRecord,
  CaptureSection,
  FrameReference,
  Moment,
} from './model/capture.ts';
export type {
  Confidence,
  Diagnosis,
  Finding,
  RegistrationDiagnosis,
  Severity,
  StepKind,
  StepMark,
  TimelineStep,
} from './model/diagnosis.ts';
export type { Issue, IssueLayer } from './model/issue.ts';
export type { KeyFile, KeyFileIssue } from './model/key-file.ts';
export type { Origin } from './model/origin.ts';
export type { IcvVerdict, Protection } from './model/protection.ts';
export type {
  Attempt,
  AttemptOutcome,
  AutnCheck,
  Challenge,
  Registration,
  RegistrationOutcome,
  ResponseForm,
  ResponseVerdict,
} from './model/registration.ts';
export type {
  AddressPattern,
  AgreementEnd,
  EncryptionAlgorithm,
  GivenSa,
  IntegrityAlgorithm,
  KeyMaterial,
  KeySource,
  NonceKey,
  SaName,
  SaSet,
  SaSetChange,
  SaSetState,
  SecurityAssociation,
  Suite,
} from './model/security-association.ts';
export type { FragmentStatistics } from './net/ip/fragments.ts';
export type { NetStatistics } from './net/statistics.ts';
export type { SctpStatistics } from './net/stream/sctp.ts';
export type { TcpStatistics } from './net/stream/tcp-stream.ts';
export { DecryptedCapture, type DecryptedCaptureContext } from './output/export/decrypted-capture.ts';
export { type WiresharkProfile, wiresharkProfiles } from './output/wireshark/profile.ts';
export { parsePcscfLog } from './registration/pcscf-log.ts';
export { outcomeOf } from './registration/registration-table.ts';
export type { HostPort, Via } from './sip/address.ts';
export type { Contact, Party, SipMessage, SipProblem } from './sip/message.ts';
