import {
  type Ends,
  networkHeaderLength,
  PROTOCOL,
  TCP_FLAG,
  TCP_HEADER_LENGTH,
  UDP_HEADER_LENGTH,
  writeNetworkHeader,
  writeTcpHeader,
  writeUdpHeader,
} from './frames.ts';
import { mix } from './mix.ts';
import { MAXIMUM_UES, type Parameters } from './parameters.ts';
import { PcapFile } from './pcap-file.ts';
import { SipTexts } from './sip-texts.ts';
import { type Network, networkOf, type SendingSa, Ue } from './ue.ts';

/** A SIP message that was written: its text, its frame, and the SPI of the ESP around it. */
export type MessageObserver = (text: string, frame: number, spi: number | null) => void;

/** What a generated capture holds. */
export interface Generated {
  readonly frames: number;
  readonly espPackets: number;
  readonly messages: number;
  /** Length of the file. */
  readonly bytes: number;
}

/**
 * Writes a capture: every UE registers, one after the other; then come the first pair of every UE, the second
 * pair of every UE, and so on. Only the state of the UEs is held in memory.
 *
 * @param observe Called for every SIP message.
 */
export function generate(
  parameters: Parameters,
  path: string,
  observe: MessageObserver = () => {},
): Generated {
  const { ues: count, pairs } = parameters;
  if (!(count >= 1 && count <= MAXIMUM_UES)) throw new RangeError(`1 to ${MAXIMUM_UES} UEs`);
  const file = new PcapFile(path);
  const sender = new Sender(file, observe);
  const network = networkOf(parameters.family);
  try {
    const sessions = Array.from({ length: count }, (_, i) => new Session(i, parameters, network, sender));
    for (const session of sessions) session.register();
    for (let pair = 0; pair < pairs; pair++) for (const session of sessions) session.exchange(pair);
    file.flush();
  } finally {
    file.close();
  }
  const { espPackets, messages } = sender;
  return { frames: file.frames, espPackets, messages, bytes: file.bytes };
}

/** What one UE and the network say to each other. */
class Session {
  readonly #ue: Ue;
  readonly #texts: SipTexts;
  readonly #sender: Sender;
  readonly #network: Network;
  readonly #connection: Connection | null;

  constructor(index: number, parameters: Parameters, network: Network, sender: Sender) {
    this.#ue = new Ue(index, parameters, network);
    this.#texts = new SipTexts(this.#ue, parameters, network);
    this.#sender = sender;
    this.#network = network;
    this.#connection = parameters.transport === 'tcp' ? new Connection(this.#ue, sender) : null;
  }

  register(): void {
    const { pcscf, pcscfCore, scscf } = this.#network;
    const { host } = this.#ue;
    const texts = this.#texts;
    this.#sender.clear(clearEnds(host, pcscf), texts.register());
    this.#sender.clear(clearEnds(scscf, pcscfCore), texts.challengeOnMw());
    this.#sender.clear(clearEnds(pcscf, host), texts.challengeOnGm());
    this.#connection?.open();
    this.#send(this.#ue.uplink, texts.protectedRegister());
    this.#send(this.#ue.downlink, texts.registered());
  }

  exchange(pair: number): void {
    const { uplink, downlink } = this.#ue;
    const up = pair % 2 === 0;
    const [request, response] = up ? this.#texts.fromUe(pair) : this.#texts.toUe(pair);
    this.#send(up ? uplink : downlink, request);
    this.#send(up ? downlink : uplink, response);
  }

  #send(sa: SendingSa, text: string): void {
    if (this.#connection === null) this.#sender.udp(this.#ue, sa, text);
    else this.#connection.send(sa, text);
  }
}

/** The TCP connection that the UE opens from its client port to the P-CSCF's server port. */
class Connection {
  readonly #ue: Ue;
  readonly #sender: Sender;
  /** The next sequence number of the UE and of the P-CSCF. */
  #up: number;
  #down: number;

  constructor(ue: Ue, sender: Sender) {
    this.#ue = ue;
    this.#sender = sender;
    this.#up = mix(ue.spiC);
    this.#down = mix(ue.spiS);
  }

  open(): void {
    const { uplink, downlink } = this.#ue;
    this.#sender.tcp(this.#ue, uplink, this.#up++, 0, TCP_FLAG.SYN, '');
    this.#sender.tcp(this.#ue, downlink, this.#down++, this.#up, TCP_FLAG.SYN | TCP_FLAG.ACK, '');
    this.#sender.tcp(this.#ue, uplink, this.#up, this.#down, TCP_FLAG.ACK, '');
  }

  send(sa: SendingSa, text: string): void {
    const up = sa === this.#ue.uplink;
    const [sequence, acknowledgement] = up ? [this.#up, this.#down] : [this.#down, this.#up];
    this.#sender.tcp(this.#ue, sa, sequence, acknowledgement, TCP_FLAG.PSH | TCP_FLAG.ACK, text);
    if (up) this.#up += text.length;
    else this.#down += text.length;
  }
}

/** Puts SIP and TCP into frames, and counts. */
class Sender {
  espPackets = 0;
  messages = 0;
  readonly #file: PcapFile;
  readonly #observe: MessageObserver;
  /** Reused for every packet. */
  readonly #packet = { spi: 0, sequence: 0, nextHeader: 0 };

  constructor(file: PcapFile, observe: MessageObserver) {
    this.#file = file;
    this.#observe = observe;
  }

  /** Over UDP in the clear. */
  clear(ends: Ends, text: string): void {
    const { buffer } = this.#file;
    const start = this.#file.begin();
    const udp = start + networkHeaderLength(ends.source);
    const end = udp + UDP_HEADER_LENGTH + buffer.write(text, udp + UDP_HEADER_LENGTH, 'latin1');
    writeUdpHeader(buffer, udp, end, ends);
    this.#commit(start, end, ends, PROTOCOL.UDP, text, null);
  }

  /** Over UDP inside ESP. */
  udp(ue: Ue, sa: SendingSa, text: string): void {
    const { buffer } = this.#file;
    const start = this.#file.begin();
    const esp = start + networkHeaderLength(sa.ends.source);
    const udp = esp + ue.sealer.headerLength;
    const end = udp + UDP_HEADER_LENGTH + buffer.write(text, udp + UDP_HEADER_LENGTH, 'latin1');
    writeUdpHeader(buffer, udp, end, sa.ends);
    this.#commit(start, this.#seal(ue, sa, esp, end, PROTOCOL.UDP), sa.ends, PROTOCOL.ESP, text, sa.spi);
  }

  /** A TCP segment inside ESP; `text` is empty when it has no payload. */
  tcp(ue: Ue, sa: SendingSa, sequence: number, acknowledgement: number, flags: number, text: string): void {
    const { buffer } = this.#file;
    const start = this.#file.begin();
    const esp = start + networkHeaderLength(sa.ends.source);
    const tcp = esp + ue.sealer.headerLength;
    const end = tcp + TCP_HEADER_LENGTH + buffer.write(text, tcp + TCP_HEADER_LENGTH, 'latin1');
    writeTcpHeader(buffer, tcp, end, sa.ends, sequence, acknowledgement, flags);
    this.#commit(start, this.#seal(ue, sa, esp, end, PROTOCOL.TCP), sa.ends, PROTOCOL.ESP, text, sa.spi);
  }

  #seal(ue: Ue, sa: SendingSa, esp: number, end: number, nextHeader: number): number {
    this.espPackets++;
    this.#packet.spi = sa.spi;
    this.#packet.sequence = ++sa.sequence;
    this.#packet.nextHeader = nextHeader;
    return ue.sealer.seal(this.#file.buffer, esp, end, this.#packet);
  }

  #commit(start: number, end: number, ends: Ends, protocol: number, text: string, spi: number | null): void {
    writeNetworkHeader(this.#file.buffer, start, end, ends, protocol);
    const frame = this.#file.commit(end);
    if (text === '') return;
    this.messages++;
    this.#observe(text, frame, spi);
  }
}

function clearEnds(source: Ends['source'], destination: Ends['destination']): Ends {
  return { source, sourcePort: 5060, destination, destinationPort: 5060 };
}
