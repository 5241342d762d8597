import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';

/*
 * A collector of HEP that shares no code with the sources: it reads what github.com/sipcapture/HEP describes.
 */

export interface HepChunk {
  readonly vendor: number;
  readonly type: number;
  readonly value: Buffer;
}

/** The chunks of a packet; throws if their lengths do not add up to it. */
export function hepChunks(packet: Buffer): HepChunk[] {
  if (packet.toString('latin1', 0, 4) !== 'HEP3') throw new Error('no HEP3');
  if (packet.readUInt16BE(4) !== packet.length) throw new Error('the length is wrong');
  const chunks: HepChunk[] = [];
  let rest = packet.subarray(6);
  while (rest.length > 0) {
    const length = rest.readUInt16BE(4);
    if (length < 6 || length > rest.length) throw new Error('the length of a chunk is wrong');
    chunks.push({
      vendor: rest.readUInt16BE(0),
      type: rest.readUInt16BE(2),
      value: rest.subarray(6, length),
    });
    rest = rest.subarray(length);
  }
  return chunks;
}

/** The message in a packet. */
export function hepPayload(packet: Buffer): string {
  const payload = hepChunks(packet).find(({ vendor, type }) => vendor === 0 && type === 15);
  return payload?.value.toString('latin1') ?? '';
}

/** Receives over UDP on a port of its own. */
export class UdpReceiver {
  readonly packets: Buffer[] = [];
  readonly #socket: DatagramSocket = createSocket('udp4');

  async listen(): Promise<number> {
    this.#socket.on('message', packet => this.packets.push(packet));
    await new Promise<void>(resolve => this.#socket.bind(0, '127.0.0.1', resolve));
    return this.#socket.address().port;
  }

  close(): Promise<void> {
    return new Promise(resolve => {
      this.#socket.close(() => resolve());
    });
  }
}

/** Receives over TCP. */
export class TcpReceiver {
  readonly packets: Buffer[] = [];
  connections = 0;
  /** Called for each connection. */
  onConnection: (socket: Socket) => void = () => {};
  #server: Server | null = null;
  readonly #open = new Set<Socket>();

  async listen(port = 0): Promise<number> {
    const server = createServer(socket => {
      this.connections++;
      this.#open.add(socket);
      let rest = Buffer.alloc(0);
      socket.on('data', piece => {
        rest = Buffer.concat([rest, piece]);
        while (rest.length >= 6 && rest.length >= rest.readUInt16BE(4)) {
          const length = rest.readUInt16BE(4);
          this.packets.push(rest.subarray(0, length));
          rest = rest.subarray(length);
        }
      });
      socket.on('error', () => {});
      socket.on('close', () => this.#open.delete(socket));
      this.onConnection(socket);
    });
    this.#server = server;
    await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    const server = this.#server;
    if (server !== null) await new Promise<void>(resolve => server.close(() => resolve()));
    this.#server = null;
  }
}
