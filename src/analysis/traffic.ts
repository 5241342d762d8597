import { type Datagram, PROTOCOL } from '../net/packet/datagram.ts';

/** Datagrams of one port, which is the lower one of the two: that of the service, as a rule. */
export interface PortCount {
  readonly transport: 'udp' | 'tcp' | 'sctp';
  readonly port: number;
  readonly packets: number;
}

/** Entries of the list of ports: five fit on a line, and the busiest one says the most. */
const NAMED_PORTS = 5;

/** Counts what a capture holds by port, to say what the traffic was where it is neither SIP nor ESP. */
export class Traffic {
  readonly #counts = {
    udp: new Uint32Array(65_536),
    tcp: new Uint32Array(65_536),
    sctp: new Uint32Array(65_536),
  };

  /** Takes the innermost datagram of a frame, but for ESP. */
  count({ protocol, sourcePort, destinationPort }: Datagram): void {
    const counts =
      protocol === PROTOCOL.UDP
        ? this.#counts.udp
        : protocol === PROTOCOL.TCP
          ? this.#counts.tcp
          : this.#counts.sctp;
    const port = sourcePort < destinationPort ? sourcePort : destinationPort;
    counts[port] = (counts[port] as number) + 1;
  }

  /** The ports with the most packets, the most first. */
  topPorts(): PortCount[] {
    const top: PortCount[] = [];
    for (const transport of ['udp', 'tcp', 'sctp'] as const) {
      const counts = this.#counts[transport];
      for (let port = 0; port < counts.length; port++) {
        const packets = counts[port] as number;
        if (packets === 0 || packets <= (top[NAMED_PORTS - 1]?.packets ?? 0)) continue;
        top.push({ transport, port, packets });
        top.sort((a, b) => b.packets - a.packets);
        top.length = Math.min(top.length, NAMED_PORTS);
      }
    }
    return top;
  }
}

/** Is there neither SIP nor ESP in 99 of 100 frames? */
export function isOtherTraffic(frames: number, found: number): boolean {
  return found * 100 <= frames;
}
