import { createSocket } from 'node:dgram';
import { createConnection, type Socket } from 'node:net';
import type { HepTarget } from './hep-target.ts';

/** What became of the packets. */
export interface HepCounts {
  readonly sent: number;
  readonly lost: number;
  /** Why some were lost; null if none were, or nobody said. */
  readonly reason: string | null;
}

/** Sends HEP packets to a collector. */
export interface HepSender {
  send(packet: Uint8Array): void;
  /** Waits while too much is on its way. */
  settle(): Promise<void>;
  /** Waits until everything is sent or lost, and closes. */
  finish(): Promise<HepCounts>;
  /** Closes at once: what is open would keep the process alive. Does nothing after `finish`. */
  abort(): void;
}

/** Octets on their way from which on reading waits. */
const BACKLOG = 1 << 20;

/** Attempts to connect one after the other, and milliseconds between them: a collector restarts in that time. */
const ATTEMPTS = 10;
const PAUSE = 500;

/** @param pause milliseconds between two attempts to connect. */
export function hepSender(target: HepTarget, pause = PAUSE): HepSender {
  return target.transport === 'tcp' ? new TcpSender(target, pause) : new UdpSender(target);
}

/** A datagram for each packet: a loss on the way is seen only if the collector's machine refuses it. */
class UdpSender implements HepSender {
  readonly #socket;
  readonly #ready: Promise<void>;
  #isConnected = false;
  #isClosed = false;
  #octets = 0;
  #pending = 0;
  #sent = 0;
  #lost = 0;
  #reason: string | null = null;
  #wake: () => void = () => {};

  constructor({ host, port }: HepTarget) {
    this.#socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4' });
    // Without a listener an error would end the process. It belongs to a packet that counts as sent already.
    this.#socket.on('error', error => this.#refused(error));
    this.#ready = new Promise(resolve => {
      this.#socket.connect(port, host, ((error?: Error) => {
        this.#isConnected = error === undefined;
        if (error !== undefined) this.#reason = error.message;
        resolve();
      }) as () => void);
    });
  }

  send(packet: Uint8Array): void {
    this.#pending++;
    this.#octets += packet.length;
    void this.#ready.then(() => {
      if (!this.#isConnected) this.#done(packet, new Error(this.#reason ?? ''));
      else this.#socket.send(packet, error => this.#done(packet, error));
    });
  }

  async settle(): Promise<void> {
    while (this.#octets > BACKLOG) await this.#woken();
  }

  async finish(): Promise<HepCounts> {
    await this.#ready;
    while (this.#pending > 0) await this.#woken();
    // A refusal of the last packet comes a little later.
    await new Promise(resolve => setTimeout(resolve, 20));
    this.abort();
    return { sent: this.#sent, lost: this.#lost, reason: this.#reason };
  }

  abort(): void {
    if (!this.#isClosed) this.#socket.close();
    this.#isClosed = true;
  }

  #woken(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve;
    });
  }

  #done(packet: Uint8Array, error: Error | null): void {
    this.#pending--;
    this.#octets -= packet.length;
    if (error === null) this.#sent++;
    else {
      this.#lost++;
      this.#reason = error.message;
    }
    this.#wake();
  }

  #refused({ message }: Error): void {
    this.#reason = message;
    if (this.#sent > 0) {
      this.#sent--;
      this.#lost++;
    }
  }
}

/** One connection; if it breaks, another one, and what was not yet passed to the system is sent again. */
class TcpSender implements HepSender {
  readonly #target: HepTarget;
  readonly #pause: number;
  /** Not yet passed on, oldest first. */
  readonly #waiting: Uint8Array[] = [];
  #octets = 0;
  #socket: Socket | null = null;
  #timer: NodeJS.Timeout | undefined;
  #isOpen = false;
  #failures = 0;
  #isGivenUp = false;
  #sent = 0;
  #lost = 0;
  #reason: string | null = null;
  #wake: () => void = () => {};

  constructor(target: HepTarget, pause: number) {
    this.#target = target;
    this.#pause = pause;
    this.#connect();
  }

  send(packet: Uint8Array): void {
    if (this.#isGivenUp) {
      this.#lost++;
      return;
    }
    this.#waiting.push(packet);
    this.#octets += packet.length;
    this.#write(packet);
  }

  async settle(): Promise<void> {
    while (this.#octets > BACKLOG) await this.#woken();
  }

  async finish(): Promise<HepCounts> {
    while (this.#waiting.length > 0) await this.#woken();
    this.#isGivenUp = true;
    const socket = this.#socket;
    if (socket !== null && !socket.destroyed)
      await new Promise<void>(resolve => {
        socket.once('close', () => resolve());
        if (this.#isOpen) socket.end();
        else socket.destroy();
      });
    return { sent: this.#sent, lost: this.#lost, reason: this.#reason };
  }

  abort(): void {
    this.#isGivenUp = true;
    clearTimeout(this.#timer);
    this.#socket?.destroy();
  }

  #connect(): void {
    const { host, port } = this.#target;
    const socket = createConnection({ host, port });
    this.#socket = socket;
    socket.on('connect', () => {
      this.#isOpen = true;
      this.#failures = 0;
      for (const packet of this.#waiting) this.#write(packet);
    });
    // What a collector answers has no meaning here, but unread it would hold the connection open.
    socket.resume();
    socket.on('error', ({ message }) => {
      this.#reason = message;
    });
    socket.on('close', () => this.#closed());
  }

  #write(packet: Uint8Array): void {
    const socket = this.#socket;
    if (!this.#isOpen || socket === null) return;
    socket.write(packet, error => {
      // After another connection the packet was written again.
      if (error || socket !== this.#socket || this.#waiting[0] !== packet) return;
      this.#waiting.shift();
      this.#octets -= packet.length;
      this.#sent++;
      this.#wake();
    });
  }

  #closed(): void {
    this.#isOpen = false;
    if (this.#isGivenUp) return;
    if (++this.#failures < ATTEMPTS) this.#timer = setTimeout(() => this.#connect(), this.#pause);
    else this.#giveUp();
  }

  #giveUp(): void {
    this.#isGivenUp = true;
    this.#lost += this.#waiting.length;
    this.#waiting.length = 0;
    this.#octets = 0;
    this.#wake();
  }

  #woken(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve;
    });
  }
}
