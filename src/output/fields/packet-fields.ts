import type { SipEvent } from '../../analysis/events/sip-event.ts';
import { spiText } from '../../bytes/hex.ts';
import type { OctetWriter } from '../../bytes/octet-writer.ts';
import type { IcvVerdict } from '../../model/protection.ts';
import {
  type Field,
  type FieldContext,
  numberField,
  optional,
  otherField,
  quickField,
  textField,
} from './field.ts';

/**
 * Fields of the packet with the message: of its innermost IP packet, and of the ESP packet around it. The names are
 * tshark's; those under `ims.` are our own.
 */
export const PACKET_FIELDS: readonly Field[] = [
  quickField(
    numberField('frame.number', 32, ({ origin }) => [origin.frame]),
    ({ frame }, to) => to.number(frame),
  ),
  quickField(
    otherField('frame.time_epoch', 'time', ({ origin }) => [nanoseconds(origin)]),
    ({ seconds, nanoseconds }, to) => {
      to.number(seconds);
      to.octet(POINT);
      to.digits(nanoseconds, 9);
    },
  ),
  otherField('frame.time_relative', 'time', ({ origin }, { start }) => [
    nanoseconds(origin) - nanoseconds(start),
  ]),
  ...addressFields('ip', 'ipv4', false),
  ...addressFields('ipv6', 'ipv6', true),
  ...portFields('udp'),
  ...portFields('tcp'),
  quickField(
    numberField('esp.spi', 32, ({ origin }) => optional(origin.protection?.spi), true),
    ({ sa }, to) => to.text(spiText(sa.spi)),
  ),
  quickField(
    numberField('esp.sequence', 32, ({ origin }) => optional(origin.protection?.sequence)),
    ({ sequence }, to) => to.number(sequence),
  ),
  otherField('esp.icv_good', 'boolean', verdict('good')),
  otherField('esp.icv_bad', 'boolean', verdict('bad')),
  quickField(
    textField('ims.sa', ({ origin }) => optional(origin.protection?.sa?.name)),
    ({ sa }, to) => to.text(sa.name),
  ),
  quickField(
    textField('ims.icv', ({ origin }) => optional(origin.protection?.icv)),
    (_, to) => to.text('good'),
  ),
  numberField('ims.generation', 32, ({ origin }) => optional(origin.protection?.sa?.set.generation)),
  otherField('ims.file', 'text', ({ origin }, { files }) => optional(files[origin.file])),
];

function nanoseconds(time: FieldContext['start'] | SipEvent['origin']): bigint {
  return BigInt(time.seconds) * 1_000_000_000n + BigInt(time.nanoseconds);
}

function addressFields(protocol: 'ip' | 'ipv6', kind: 'ipv4' | 'ipv6', six: boolean): Field[] {
  const ofFamily = (...addresses: string[]) => addresses.filter(address => address.includes(':') === six);
  return [
    quickField(
      otherField(`${protocol}.src`, kind, ({ flow }) => ofFamily(flow.source)),
      ({ source }, to) => to.text(ofFamily(source)[0] ?? ''),
    ),
    quickField(
      otherField(`${protocol}.dst`, kind, ({ flow }) => ofFamily(flow.destination)),
      ({ destination }, to) => to.text(ofFamily(destination)[0] ?? ''),
    ),
    otherField(`${protocol}.addr`, kind, ({ flow }) => ofFamily(flow.source, flow.destination)),
  ];
}

function portFields(protocol: 'udp' | 'tcp'): Field[] {
  const ofTransport = (event: SipEvent, ...ports: number[]) => (event.transport === protocol ? ports : []);
  const writeIfUdp = (port: number, to: OctetWriter) => {
    if (protocol === 'udp') to.number(port);
  };
  return [
    quickField(
      numberField(`${protocol}.srcport`, 16, event => ofTransport(event, event.flow.sourcePort)),
      ({ sourcePort }, to) => writeIfUdp(sourcePort, to),
    ),
    quickField(
      numberField(`${protocol}.dstport`, 16, event => ofTransport(event, event.flow.destinationPort)),
      ({ destinationPort }, to) => writeIfUdp(destinationPort, to),
    ),
    numberField(`${protocol}.port`, 16, event =>
      ofTransport(event, event.flow.sourcePort, event.flow.destinationPort),
    ),
  ];
}

/** 1 or 0; both fields are 0 if no ICV was checked. */
function verdict(wanted: IcvVerdict): (event: SipEvent) => readonly number[] {
  return ({ origin: { protection } }) => (protection === null ? [] : [protection.icv === wanted ? 1 : 0]);
}

const POINT = 0x2e;
