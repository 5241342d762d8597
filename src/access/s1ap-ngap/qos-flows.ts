import { type BearerFacts, type BitRates, bearerFacts } from '../facts.ts';
import { byId, elementsOf, skipRest } from './pdu.ts';
import { PerReader } from './per-reader.ts';

/** Lists of flows to set up, and to add or change (TS 38.413 §9.4.7). */
const ELEMENT = { TO_ADD: 135, TO_SET_UP: 136 } as const;

/** The flows in a PDUSessionResourceSetupRequestTransfer, up to the first that cannot be read (TS 38.413 §9.4.5). */
export function flowsToSetUp(transfer: Uint8Array): BearerFacts[] {
  return flowsOf(byId(elementsOf(transfer).elements).get(ELEMENT.TO_SET_UP), false);
}

/** The flows in a PDUSessionResourceModifyRequestTransfer that come with their QoS. */
export function flowsToAdd(transfer: Uint8Array): BearerFacts[] {
  return flowsOf(byId(elementsOf(transfer).elements).get(ELEMENT.TO_ADD), true);
}

/** A count of 1 to 64 in six bits, then as many items; `mayLackQos`: each says whether it has its QoS. */
function flowsOf(list: Uint8Array | undefined, mayLackQos: boolean): BearerFacts[] {
  const flows: BearerFacts[] = [];
  if (list === undefined) return flows;
  const reader = new PerReader(list);
  const count = reader.bits(6) + 1;
  for (let i = 0; i < count; i++) {
    const flow = flowItem(reader, mayLackQos);
    if (reader.failed) break;
    flows.push(flow);
  }
  return flows;
}

/** QosFlowSetupRequestItem, QosFlowAddOrModifyRequestItem. */
function flowItem(reader: PerReader, mayLackQos: boolean): BearerFacts {
  const hasAdditions = reader.flag();
  const hasQos = mayLackQos ? reader.flag() : true;
  const hasBearer = reader.flag();
  const hasExtensions = reader.flag();
  if (reader.flag()) reader.fail();
  const id = reader.bits(6);
  const qos = hasQos ? flowQos(reader) : {};
  if (hasBearer) {
    if (reader.flag()) reader.fail();
    reader.bits(4);
  }
  skipRest(reader, hasExtensions, hasAdditions);
  return bearerFacts({ id, ...qos });
}

/** QosFlowLevelQosParameters: 5QI, ARP, and for guaranteed bit rates the rates. */
function flowQos(reader: PerReader): Pick<BearerFacts, 'qci' | 'arp' | 'guaranteed' | 'maximum'> {
  const hasAdditions = reader.flag();
  const [hasRates, hasReflection, hasInformation, hasExtensions] = flags(reader, 4);
  const qci = fiveQi(reader);
  const arp = retention(reader);
  const rates = hasRates ? flowRates(reader) : { guaranteed: null, maximum: null };
  // Enumerations of one value, which takes no bit.
  if (hasReflection && reader.flag()) reader.fail();
  if (hasInformation && reader.flag()) reader.fail();
  skipRest(reader, hasExtensions === true, hasAdditions);
  return { qci, arp, ...rates };
}

/** QosCharacteristics: of a standardised 5QI, or of one with its own characteristics, which may have no number. */
function fiveQi(reader: PerReader): number | null {
  const choice = reader.bits(2);
  if (choice === 1) return dynamicFiveQi(reader);
  if (choice !== 0) reader.fail();
  const hasAdditions = reader.flag();
  const [hasPriority, hasWindow, hasVolume, hasExtensions] = flags(reader, 4);
  const value = number(reader, 'octet');
  if (hasPriority) number(reader, 7);
  if (hasWindow) number(reader, 'two-octets');
  if (hasVolume) burstVolume(reader);
  skipRest(reader, hasExtensions === true, hasAdditions);
  return value;
}

function dynamicFiveQi(reader: PerReader): number | null {
  const hasAdditions = reader.flag();
  const [hasNumber, hasDelayCritical, hasWindow, hasVolume, hasExtensions] = flags(reader, 5);
  number(reader, 7);
  number(reader, 'two-octets');
  packetErrorRate(reader);
  const value = hasNumber ? number(reader, 'octet') : null;
  if (hasDelayCritical) reader.bits(2);
  if (hasWindow) number(reader, 'two-octets');
  if (hasVolume) burstVolume(reader);
  skipRest(reader, hasExtensions === true, hasAdditions);
  return value;
}

function packetErrorRate(reader: PerReader): void {
  const hasAdditions = reader.flag();
  const hasExtensions = reader.flag();
  number(reader, 4);
  number(reader, 4);
  skipRest(reader, hasExtensions, hasAdditions);
}

/** AllocationAndRetentionPriority: a priority from 1 on, then two enumerations that may have more values one day. */
function retention(reader: PerReader): NonNullable<BearerFacts['arp']> {
  const hasAdditions = reader.flag();
  const hasExtensions = reader.flag();
  const priority = reader.bits(4) + 1;
  const capability = reader.bits(2) === 1;
  const vulnerability = reader.bits(2) === 1;
  skipRest(reader, hasExtensions, hasAdditions);
  return { priority, capability, vulnerability };
}

/** GBR-QosInformation: maximum downlink and uplink, guaranteed downlink and uplink, in bit/s. */
function flowRates(reader: PerReader): Pick<BearerFacts, 'guaranteed' | 'maximum'> {
  const hasAdditions = reader.flag();
  const [hasNotification, hasLossDown, hasLossUp, hasExtensions] = flags(reader, 4);
  const [maximum, guaranteed] = [ratePair(reader), ratePair(reader)];
  if (hasNotification && reader.flag()) reader.fail();
  if (hasLossDown) number(reader, 'two-octets');
  if (hasLossUp) number(reader, 'two-octets');
  skipRest(reader, hasExtensions === true, hasAdditions);
  return { maximum, guaranteed };
}

function ratePair(reader: PerReader): BitRates {
  const [down, up] = [bitRate(reader), bitRate(reader)];
  return { downKbps: Math.floor(down / 1000), upKbps: Math.floor(up / 1000) };
}

/** BitRate: up to six octets, with more values one day. */
function bitRate(reader: PerReader): number {
  if (reader.flag()) reader.fail();
  return reader.wideNumber(3);
}

/** A number whose range may grow: its bits, or one or two octets from the next octet boundary on (X.691 §11.5.7). */
function number(reader: PerReader, size: 4 | 7 | 'octet' | 'two-octets'): number {
  if (reader.flag()) reader.fail();
  if (size === 'octet') return reader.octet();
  return size === 'two-octets' ? reader.twoOctets() : reader.bits(size);
}

/** MaximumDataBurstVolume: its range has grown, and a larger number has a length (X.691 §13.1). */
function burstVolume(reader: PerReader): void {
  if (reader.flag()) reader.octetString();
  else reader.twoOctets();
}

function flags(reader: PerReader, count: number): boolean[] {
  return Array.from({ length: count }, () => reader.flag());
}
