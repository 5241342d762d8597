import { parseAddress } from '../../../src/bytes/address.ts';
import { avp, diameter } from '../captures/diameter.ts';
import { ethernet, type Flow, ip, join, reverse, tcp, u16, u32, udp } from '../captures/packets.ts';
import type { Script } from '../events/script.ts';
import { container, element, gtpElement, gtpv2 } from './access-packets.ts';
import { APPLICATION, framedAddress, number, text } from './diameter-messages.ts';

/** A connection that a script sets up over GTPv2-C; what is left out is that of a connection to the IMS that goes well. */
export interface Setup {
  readonly imsi?: string;
  readonly apn?: string;
  /** Containers that the UE sends; 000CH asks for a P-CSCF. */
  readonly asks?: readonly number[];
  /** PDN type that it asks for: 1 IPv4, 2 IPv6, 3 both. */
  readonly type?: number;
  /** The type and address that it is given. */
  readonly given?: number;
  readonly ue?: string;
  readonly pcscf?: readonly string[];
  readonly qci?: number;
  readonly ebi?: number;
  /** Cause of the answer; null for no answer. */
  readonly cause?: number | null;
}

export const IMSI = '001010000000001';
const GTP: Flow = { source: '10.30.0.1', sourcePort: 2123, destination: '10.30.0.2', destinationPort: 2123 };

/** A Create Session Request of the SGW, and the answer of the PGW. */
export function setUp(script: Script, setup: Setup = {}): Script {
  const { imsi = IMSI, apn = 'ims', asks = [0x000c], type = 1, ebi = 5, qci = 5, cause = 16 } = setup;
  const { given = 1, ue = '10.0.0.1', pcscf = ['10.0.0.2'] } = setup;
  const sequence = script.records().length + 1;
  const request = gtpv2(
    32,
    { sequence },
    gtpElement.imsi(imsi),
    gtpElement.apn(apn),
    element(99, [type]),
    gtpElement.fteid(GTP.source, sequence),
    gtpElement.pco(...asks.map(id => container(id))),
    gtpElement.bearer(gtpElement.ebi(ebi), gtpElement.qos(qci)),
  );
  script.frame(ethernet(ip(GTP, 17, udp(GTP, request))));
  if (cause === null) return script;
  const back = reverse(GTP);
  const isGiven = cause < 64;
  const answer = gtpv2(
    33,
    { sequence, teid: sequence },
    gtpElement.cause(cause),
    ...(isGiven ? [paa(given, ue), gtpElement.pco(...pcscf.map(pcscfContainer))] : []),
    ...(isGiven
      ? [
          gtpElement.bearer(
            gtpElement.ebi(ebi),
            gtpElement.cause(16),
            gtpElement.fteid(GTP.destination, 2 * sequence),
          ),
        ]
      : []),
  );
  return script.frame(ethernet(ip(back, 17, udp(back, answer))));
}

/** PDN Address Allocation of IPv4, or of IPv6 with a prefix of 64 bits (TS 29.274 §8.14). */
function paa(type: number, address: string): Uint8Array {
  const bytes = parseAddress(address) as Uint8Array;
  return element(79, bytes.length === 4 ? join([type], bytes) : join([type, 64], bytes));
}

function pcscfContainer(address: string): Uint8Array {
  const bytes = parseAddress(address) as Uint8Array;
  return container(bytes.length === 4 ? 0x000c : 0x0001, bytes);
}

/** A Create Bearer Request for the connection that was set up in the n-th frame, and its answer. */
export function dedicatedBearer(
  script: Script,
  setUpIn: number,
  { qci = 1, cause = 16 as number | null } = {},
): Script {
  const flow = reverse(GTP);
  const sequence = script.records().length + 1;
  const request = gtpv2(
    95,
    { sequence, teid: setUpIn },
    gtpElement.ebi(5),
    gtpElement.bearer(
      gtpElement.ebi(0),
      gtpElement.qos(qci),
      gtpElement.fteid(GTP.destination, 900 + sequence, 1),
    ),
  );
  script.frame(ethernet(ip(flow, 17, udp(flow, request))));
  if (cause === null) return script;
  const bearer = gtpElement.bearer(
    gtpElement.ebi(cause === 16 ? 6 : 0),
    gtpElement.cause(cause),
    gtpElement.fteid(GTP.destination, 900 + sequence, 1),
  );
  const answer = gtpv2(96, { sequence, teid: 2 * setUpIn }, gtpElement.cause(cause), bearer);
  return script.frame(ethernet(ip(GTP, 17, udp(GTP, answer))));
}

/** UDP of any kind. */
export function datagram(
  script: Script,
  flow: Flow,
  payload: Uint8Array = Uint8Array.of(1, 2, 3, 4),
): Script {
  return script.frame(ethernet(ip(flow, 17, udp(flow, payload))));
}

/**
 * A user message of SCTP from the base station, in one chunk (RFC 9260 §3.3.1): S1AP (18), NGAP (60), or Diameter (46)
 * on a flow of its own.
 */
export function overSctp(script: Script, payloadProtocol: number, message: Uint8Array, own?: Flow): Script {
  const port = payloadProtocol === 18 ? 36412 : 38412;
  const flow: Flow = own ?? {
    source: '10.40.0.1',
    sourcePort: port,
    destination: '10.40.0.2',
    destinationPort: port,
  };
  const tsn = script.records().length + 1;
  const chunk = join(
    [0, 3],
    u16(16 + message.length),
    u32(tsn),
    u16(0),
    u16(tsn),
    u32(payloadProtocol),
    message,
  );
  const padding = new Uint8Array((4 - (chunk.length % 4)) % 4);
  const ports = join(u16(flow.sourcePort), u16(flow.destinationPort));
  const packet = join(ports, u32(1), u32(0), chunk, padding);
  return script.frame(ethernet(ip(flow, 132, packet)));
}

/** An ICMP echo request. */
export function ping(script: Script, source: string, destination: string): Script {
  return script.frame(
    ethernet(
      ip(
        { source, destination, sourcePort: 0, destinationPort: 0 },
        1,
        Uint8Array.of(8, 0, 0, 0, 0, 1, 0, 1),
      ),
    ),
  );
}

/** The Diameter connection between P-CSCF and PCRF: both ways have sequence numbers. */
export class RxConnection {
  readonly #script: Script;
  readonly #sent = { request: 1, answer: 1 };
  readonly #application: number;
  readonly #flow: Flow;

  constructor(script: Script, application: 'Rx' | 'Gx' = 'Rx') {
    this.#script = script;
    this.#application = APPLICATION[application];
    this.#flow = {
      source: '10.20.0.1',
      sourcePort: application === 'Rx' ? 41000 : 42000,
      destination: '10.20.0.9',
      destinationPort: 3868,
    };
  }

  /** An AAR about an address, for signalling or for audio. */
  aar(address = '10.0.0.1', { session = 's;1', media = false, id = 2 } = {}): this {
    const component = avp(517, 10415, join(number(518, 1), number(520, media ? 0 : 4)));
    return this.message(265, true, id, text(263, session, 0), framedAddress(address), component);
  }

  /** An answer with a result; above 5060 and 4261 those of Rx. */
  aaa(result = 2001, { session = 's;1', id = 2 } = {}): this {
    const isExperimental = (result > 5060 && result < 5100) || result === 4261;
    const experimental = avp(297, 0, join(number(266, 10415, 0), number(298, result, 0)));
    return this.message(
      265,
      false,
      id,
      text(263, session, 0),
      isExperimental ? experimental : number(268, result, 0),
    );
  }

  /** Any message; `id` is its end-to-end identifier. */
  message(command: number, isRequest: boolean, id: number, ...avps: readonly Uint8Array[]): this {
    const bytes = diameter({ command, application: this.#application, request: isRequest }, ...avps);
    bytes.set(u32(id), 16);
    // The PCRF sends RAR and ASR.
    const isFromPcscf = isRequest === (command === 265 || command === 275 || command === 272);
    const way = isFromPcscf ? 'request' : 'answer';
    const flow = isFromPcscf ? this.#flow : reverse(this.#flow);
    const sequence = this.#sent[way];
    this.#sent[way] += bytes.length;
    this.#script.frame(ethernet(ip(flow, 6, tcp(flow, { sequence }, bytes))));
    return this;
  }
}

/** Header fields of a REGISTER whose IMPI and IMPU are made of an IMSI (TS 23.003 §13.3). */
export function registersAs(imsi = IMSI): Record<string, string> {
  return {
    To: `<sip:${imsi}@ims>`,
    Authorization: `Digest username="${imsi}@ims", realm="ims", uri="sip:ims", nonce="", response="", algorithm=AKAv1-MD5`,
  };
}

/** A frame of two hosts that nobody asks about: the capture goes on until here. */
export const TICK = ethernet(
  ip(
    { source: '10.99.0.1', sourcePort: 9, destination: '10.99.0.2', destinationPort: 9 },
    17,
    udp(
      { source: '10.99.0.1', sourcePort: 9, destination: '10.99.0.2', destinationPort: 9 },
      Uint8Array.of(1),
    ),
  ),
);
