import type { SipEvent } from '../../analysis/events/sip-event.ts';
import type { IcvVerdict } from '../../model/protection.ts';
import { type Field, type FieldContext, numberField, optional, otherField, textField } from './field.ts';

/**
 * Fields of the packet with the message: of its innermost IP packet, and of the ESP packet around it. The names are
 * tshark's; those under `ims.` are our own.
 */
export const PACKET_FIELDS: readonly Field[] = [
  numberField('frame.number', 32, ({ origin }) => [origin.frame]),
  otherField('frame.time_epoch', 'time', ({ origin }) => [nanoseconds(origin)]),
  otherField('frame.time_relative', 'time', ({ origin }, { start }) => [
    nanoseconds(origin) - nanoseconds(start),
  ]),
  ...addressFields('ip', 'ipv4', false),
  ...addressFields('ipv6', 'ipv6', true),
  ...portFields('udp'),
  ...portFields('tcp'),
  numberField('esp.spi', 32, ({ origin }) => optional(origin.protection?.spi), true),
  numberField('esp.sequence', 32, ({ origin }) => optional(origin.protection?.sequence)),
  otherField('esp.icv_good', 'boolean', verdict('good')),
  otherField('esp.icv_bad', 'boolean', verdict('bad')),
  textField('ims.sa', ({ origin }) => optional(origin.protection?.sa?.name)),
  textField('ims.icv', ({ origin }) => optional(origin.protection?.icv)),
  numberField('ims.generation', 32, ({ origin }) => optional(origin.protection?.sa?.set.generation)),
  otherField('ims.file', 'text', ({ origin }, { files }) => optional(files[origin.file])),
];

function nanoseconds(time: FieldContext['start'] | SipEvent['origin']): bigint {
  return BigInt(time.seconds) * 1_000_000_000n + BigInt(time.nanoseconds);
}

function addressFields(protocol: 'ip' | 'ipv6', kind: 'ipv4' | 'ipv6', six: boolean): Field[] {
  const ofFamily = (...addresses: string[]) => addresses.filter(address => address.includes(':') === six);
  return [
    otherField(`${protocol}.src`, kind, ({ flow }) => ofFamily(flow.source)),
    otherField(`${protocol}.dst`, kind, ({ flow }) => ofFamily(flow.destination)),
    otherField(`${protocol}.addr`, kind, ({ flow }) => ofFamily(flow.source, flow.destination)),
  ];
}

function portFields(protocol: 'udp' | 'tcp'): Field[] {
  const ofTransport = (event: SipEvent, ...ports: number[]) => (event.transport === protocol ? ports : []);
  return [
    numberField(`${protocol}.srcport`, 16, event => ofTransport(event, event.flow.sourcePort)),
    numberField(`${protocol}.dstport`, 16, event => ofTransport(event, event.flow.destinationPort)),
    numberField(`${protocol}.port`, 16, event =>
      ofTransport(event, event.flow.sourcePort, event.flow.destinationPort),
    ),
  ];
}

/** 1 or 0; both fields are 0 if no ICV was checked. */
function verdict(wanted: IcvVerdict): (event: SipEvent) => readonly number[] {
  return ({ origin: { protection } }) => (protection === null ? [] : [protection.icv === wanted ? 1 : 0]);
}
