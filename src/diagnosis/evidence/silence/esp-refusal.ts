import type { SaSet } from '../../../model/security-association.ts';
import { PROTOCOL } from '../../../net/packet/datagram.ts';
import type { RegistrationCase, SetFacts } from '../../cases/case.ts';
import type { IcmpNote, Moment } from '../../journal/notes.ts';
import { downlinkOf, sourcesOf, uplinkOf } from '../evidence.ts';
import { type IcmpRefusal, icmpRefusal, isSince } from './icmp-refusal.ts';

/** The refusal of ESP in an SA set: of the ESP itself, or of what the receiver decrypted from it. */
export interface EspRefusal extends IcmpRefusal {
  readonly refused: 'esp' | 'inside';
}

/** What ICMP errors from a moment on say of the ESP that the UE sends in a set; null without any. */
export function refusalOfUplink(
  { capture, ueAddresses }: RegistrationCase,
  facts: SetFacts,
  from: Moment,
): EspRefusal | null {
  const { ue, pcscf } = facts.set;
  const sources = [ue.address, ...ueAddresses, ...uplinkOf(facts).flatMap(sourcesOf)];
  const isMeant = (error: IcmpNote) => isSince(error, from) && isOfSas(error, ue, pcscf);
  return withKind(icmpRefusal(capture, sources, [pcscf.address], isMeant), pcscf);
}

/** The same of the ESP that the P-CSCF sends. */
export function refusalOfDownlink(
  { capture }: RegistrationCase,
  facts: SetFacts,
  from: Moment,
): EspRefusal | null {
  const { ue, pcscf } = facts.set;
  const paths = downlinkOf(facts).flatMap(one => one.paths);
  const destinations = [ue.address, ...paths.map(({ destination }) => destination)];
  const isMeant = (error: IcmpNote) => isSince(error, from) && isOfSas(error, pcscf, ue);
  return withKind(icmpRefusal(capture, [pcscf.address], destinations, isMeant), ue);
}

function withKind(refusal: IcmpRefusal | null, to: SaSet['ue']): EspRefusal | null {
  const [error] = refusal?.errors ?? [];
  if (refusal === null || error === undefined) return null;
  return { ...refusal, refused: isEsp(error, to) ? 'esp' : 'inside' };
}

/** Is the quoted packet ESP to this end, plain or in UDP? A fragment that is not the first shows no SPI. */
function isEsp({ quoted: { protocol, spi } }: IcmpNote, to: SaSet['ue']): boolean {
  const isSpi = spi === to.spiS || spi === to.spiC;
  return protocol === PROTOCOL.ESP ? isSpi || spi === null : protocol === PROTOCOL.UDP && isSpi;
}

/** Is the quoted packet ESP from one end to the other, or what was inside it? */
function isOfSas(error: IcmpNote, from: SaSet['ue'], to: SaSet['ue']): boolean {
  const { protocol, sourcePort, destinationPort } = error.quoted;
  if (isEsp(error, to)) return true;
  if (protocol !== PROTOCOL.UDP && protocol !== PROTOCOL.TCP) return false;
  return (
    (sourcePort === from.portC && destinationPort === to.portS) ||
    (sourcePort === from.portS && destinationPort === to.portC)
  );
}
