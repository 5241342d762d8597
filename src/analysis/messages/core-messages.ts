import { DHCP_PORTS, readDhcpv4, readDhcpv6 } from '../../access/dns-dhcp/dhcp.ts';
import { DNS_PORT, readDns } from '../../access/dns-dhcp/dns.ts';
import { readIkeHeader } from '../../access/dns-dhcp/ike.ts';
import { readGtpv1 } from '../../access/gtp/gtpv1.ts';
import { GTP_CONTROL_PORT, readGtpv2 } from '../../access/gtp/gtpv2.ts';
import { readNas5gs } from '../../access/nas/nas-5gs.ts';
import { readNasEps } from '../../access/nas/nas-eps.ts';
import { NGAP_PPID, ngapIds, readNgap } from '../../access/s1ap-ngap/ngap.ts';
import { byId, readProcedure } from '../../access/s1ap-ngap/pdu.ts';
import { readS1ap, S1AP_PPID, s1apIds } from '../../access/s1ap-ngap/s1ap.ts';
import type { Origin } from '../../model/origin.ts';
import type { Datagram } from '../../net/packet/datagram.ts';
import type { CoreEvent, CoreMessage } from '../events/core-event.ts';
import type { DiameterEvent } from '../events/diameter-event.ts';
import { Flow } from '../events/flow.ts';

/** Gives out each message of the access network and the core by itself, where `AccessMessages` joins them. */
export class CoreMessages {
  readonly #emit: (event: CoreEvent) => void;

  constructor(emit: (event: CoreEvent) => void) {
    this.#emit = emit;
  }

  /** A UDP datagram that is neither SIP nor HEP. */
  datagram(datagram: Datagram): void {
    const core = messageOn(datagram);
    if (core !== null) this.#whole(core, 'udp', datagram);
  }

  /** A datagram of IKE. */
  ike(datagram: Datagram): void {
    const header = readIkeHeader(datagram.bytes, datagram.start, datagram.end);
    if (header !== null) this.#whole({ protocol: 'isakmp', header }, 'udp', datagram);
  }

  /** A message on the TCP port of DNS. */
  dns(bytes: Uint8Array, flow: Flow, frames: readonly number[], origin: Origin): void {
    const message = readDns(bytes);
    if (message !== null)
      this.#emit({ core: { protocol: 'dns', message }, transport: 'tcp', flow, frames, origin });
  }

  /** A user message of SCTP that is neither SIP, Diameter nor HEP. */
  sctp(
    protocol: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    last: Datagram,
    frames: readonly number[],
  ): void {
    const core = radioMessage(protocol, bytes.subarray(start, end));
    if (core !== null) this.#whole(core, 'sctp', last, frames);
  }

  /** Any Diameter message. */
  diameter({ message, ...carrier }: DiameterEvent): void {
    this.#emit({ core: { protocol: 'diameter', message }, ...carrier });
  }

  #whole(core: CoreMessage, transport: 'udp' | 'sctp', datagram: Datagram, frames = datagram.frames): void {
    const flow = new Flow(datagram);
    this.#emit({ core, transport, flow, frames: frames ?? [datagram.frame], origin: datagram });
  }
}

/** Null for other bytes, and for what is on none of their ports. */
function messageOn({ sourcePort, destinationPort, bytes, start, end }: Datagram): CoreMessage | null {
  const isOn = (port: number) => sourcePort === port || destinationPort === port;
  if (isOn(GTP_CONTROL_PORT)) {
    const messages = readGtpv2(bytes, start, end);
    if (messages.length > 0) return { protocol: 'gtpv2', messages };
    const session = readGtpv1(bytes, start, end);
    return session === null ? null : { protocol: 'gtp', session };
  }
  if (isOn(DNS_PORT)) {
    const message = readDns(bytes.subarray(start, end));
    return message === null ? null : { protocol: 'dns', message };
  }
  if (!DHCP_PORTS.has(sourcePort) || !DHCP_PORTS.has(destinationPort)) return null;
  const payload = bytes.subarray(start, end);
  const message = readDhcpv4(payload) ?? readDhcpv6(payload);
  if (message === null) return null;
  return { protocol: message.version === 4 ? 'dhcp' : 'dhcpv6', message };
}

function radioMessage(ppid: number, bytes: Uint8Array): CoreMessage | null {
  if (ppid !== S1AP_PPID && ppid !== NGAP_PPID) return null;
  const outer = readProcedure(bytes);
  if (outer === null) return null;
  const isS1ap = ppid === S1AP_PPID;
  const pdu = isS1ap ? readS1ap(bytes) : readNgap(bytes);
  const read = isS1ap ? readNasEps : readNas5gs;
  const nas = (pdu?.nas ?? []).map(carried => read(carried.bytes));
  const ids = isS1ap ? s1apIds(byId(outer.elements)) : ngapIds(byId(outer.elements));
  return { protocol: isS1ap ? 's1ap' : 'ngap', procedure: outer.procedure, ...ids, pdu, nas };
}
