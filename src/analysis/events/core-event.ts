import type { DhcpMessage } from '../../access/dns-dhcp/dhcp.ts';
import type { DnsMessage } from '../../access/dns-dhcp/dns.ts';
import type { IkeHeader } from '../../access/dns-dhcp/ike.ts';
import type { Gtpv1Session } from '../../access/gtp/gtpv1.ts';
import type { Gtpv2Message } from '../../access/gtp/gtpv2.ts';
import type { NasReading } from '../../access/nas/reading.ts';
import type { AccessPdu } from '../../access/s1ap-ngap/pdu.ts';
import type { DiameterMessage } from '../../diameter/message.ts';
import type { SipEvent } from './sip-event.ts';

/** A message of S1AP or NGAP. */
export interface RadioMessage {
  readonly protocol: 's1ap' | 'ngap';
  readonly procedure: number;
  /** Identities of the association of a phone, as in `AccessPdu`. */
  readonly coreId: number | null;
  readonly radioId: number | null;
  /** Null for a procedure that carries neither NAS nor bearers. */
  readonly pdu: AccessPdu | null;
  /** Its NAS messages, in their order. */
  readonly nas: readonly NasReading[];
}

/** A message of the access network or the core, as far as it is read. */
export type CoreMessage =
  | RadioMessage
  /** All messages of a datagram: one can ride on another. */
  | { readonly protocol: 'gtpv2'; readonly messages: readonly Gtpv2Message[] }
  | { readonly protocol: 'gtp'; readonly session: Gtpv1Session }
  | { readonly protocol: 'dns'; readonly message: DnsMessage }
  | { readonly protocol: 'dhcp' | 'dhcpv6'; readonly message: DhcpMessage }
  | { readonly protocol: 'isakmp'; readonly header: IkeHeader }
  | { readonly protocol: 'diameter'; readonly message: DiameterMessage };

/** One message of the access network or the core. All of it but its flow is valid only during the call that gives it. */
export interface CoreEvent extends Omit<SipEvent, 'message' | 'cut' | 'otherReading'> {
  readonly core: CoreMessage;
}
