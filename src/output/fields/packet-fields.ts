import type { SipEvent } from '../../analysis/events/sip-event.ts';
import { spiText } from '../../bytes/hex.ts';
import type { OctetWriter } from '../../bytes/octet-writer.ts';
import type { IcvVerdict } from '../../model/protection.ts';
import { type Field, type FieldContext, optional, packetField, quickField } from './field.ts';

/** A port has 16 bits. */
const PORT = { bits: 16 };

/**
 * Fields of the packet with the message: of its innermost IP packet, and of the ESP packet around it. The names are
 * tshark's; those under `ims.` are our own.
 */
export const PACKET_FIELDS: readonly Field[] = [
  quickField(
    packetField('frame.number', 'number', ({ origin }) => [origin.frame], { bits: 32 }),
    ({ frame }, to) => to.number(frame),
  ),
  quickField(
    packetField('frame.time_epoch', 'time', ({ origin }) => [nanoseconds(origin)]),
    ({ seconds, nanoseconds }, to) => {
      to.number(seconds);
      to.octet(POINT);
      to.digits(nanoseconds, 9);
    },
  ),
  packetField('frame.time_relative', 'time', ({ origin }, { start }) => [
    nanoseconds(origin) - nanoseconds(start),
  ]),
  ...addressFields('ip', 'ipv4', false),
  ...addressFields('ipv6', 'ipv6', true),
  ...portFields('udp'),
  ...portFields('tcp'),
  ...portFields('sctp'),
  quickField(
    packetField('esp.spi', 'number', ({ origin }) => optional(origin.protection?.spi), {
      bits: 32,
      hexDigits: 8,
    }),
    ({ sa }, to) => to.text(spiText(sa.spi)),
  ),
  quickField(
    packetField('esp.sequence', 'number', ({ origin }) => optional(origin.protection?.sequence), {
      bits: 32,
    }),
    ({ sequence }, to) => to.number(sequence),
  ),
  packetField('esp.icv_good', 'boolean', verdict('good')),
  packetField('esp.icv_bad', 'boolean', verdict('bad')),
  quickField(
    packetField('ims.sa', 'text', ({ origin }) => optional(origin.protection?.sa?.name)),
    ({ sa }, to) => to.text(sa.name),
  ),
  quickField(
    packetField('ims.icv', 'text', ({ origin }) => optional(origin.protection?.icv)),
    (_, to) => to.text('good'),
  ),
  packetField('ims.generation', 'number', ({ origin }) => optional(origin.protection?.sa?.set.generation), {
    bits: 32,
  }),
  packetField('ims.file', 'text', ({ origin }, { files }) => optional(files[origin.file])),
];

function nanoseconds(time: FieldContext['start'] | SipEvent['origin']): bigint {
  return BigInt(time.seconds) * 1_000_000_000n + BigInt(time.nanoseconds);
}

function addressFields(protocol: 'ip' | 'ipv6', kind: 'ipv4' | 'ipv6', six: boolean): Field[] {
  const ofFamily = (...addresses: string[]) => addresses.filter(address => address.includes(':') === six);
  return [
    quickField(
      packetField(`${protocol}.src`, kind, ({ flow }) => ofFamily(flow.source)),
      ({ source }, to) => to.text(ofFamily(source)[0] ?? ''),
    ),
    quickField(
      packetField(`${protocol}.dst`, kind, ({ flow }) => ofFamily(flow.destination)),
      ({ destination }, to) => to.text(ofFamily(destination)[0] ?? ''),
    ),
    packetField(`${protocol}.addr`, kind, ({ flow }) => ofFamily(flow.source, flow.destination)),
  ];
}

function portFields(protocol: 'udp' | 'tcp' | 'sctp'): Field[] {
  const ofTransport = (event: Pick<SipEvent, 'transport'>, ...ports: number[]) =>
    event.transport === protocol ? ports : [];
  const writeIfUdp = (port: number, to: OctetWriter) => {
    if (protocol === 'udp') to.number(port);
  };
  return [
    quickField(
      packetField(`${protocol}.srcport`, 'number', event => ofTransport(event, event.flow.sourcePort), PORT),
      ({ sourcePort }, to) => writeIfUdp(sourcePort, to),
    ),
    quickField(
      packetField(
        `${protocol}.dstport`,
        'number',
        event => ofTransport(event, event.flow.destinationPort),
        PORT,
      ),
      ({ destinationPort }, to) => writeIfUdp(destinationPort, to),
    ),
    packetField(
      `${protocol}.port`,
      'number',
      event => ofTransport(event, event.flow.sourcePort, event.flow.destinationPort),
      PORT,
    ),
  ];
}

/** 1 or 0; both fields are 0 if no ICV was checked. */
function verdict(wanted: IcvVerdict): (event: Pick<SipEvent, 'origin'>) => readonly number[] {
  return ({ origin: { protection } }) => (protection === null ? [] : [protection.icv === wanted ? 1 : 0]);
}

const POINT = 0x2e;
