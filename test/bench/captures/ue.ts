import { createHash } from 'node:crypto';
import { type EspSealer, espSealer } from './esp-sealer.ts';
import type { Ends, Host } from './frames.ts';
import { hex8, mix } from './mix.ts';
import { type Parameters, suiteOfUe } from './parameters.ts';

/** One unidirectional SA as its sender has it. */
export interface SendingSa {
  readonly ends: Ends;
  readonly spi: number;
  /** Sequence number of the packet sent last. */
  sequence: number;
}

/** The network behind Gm and Mw. */
export interface Network {
  readonly pcscf: Host;
  /** The P-CSCF's address on Mw, and the S-CSCF. */
  readonly pcscfCore: Host;
  readonly scscf: Host;
}

/** Every SPI that a UE chooses is this or greater, every SPI of the P-CSCF is less. */
export const FIRST_UE_SPI = 0x0100_0000;

export const PCSCF_PORT_C = 5062;
export const PCSCF_PORT_S = 5063;
export const HOME = 'ims.mnc001.mcc001.3gppnetwork.org';

export function networkOf(family: 4 | 6): Network {
  return {
    pcscf: hostOf(family, family === 4 ? '10.10.0.1' : '2001:db8:10::1', 1),
    pcscfCore: hostOf(family, family === 4 ? '10.20.0.1' : '2001:db8:20::1', 2),
    scscf: hostOf(family, family === 4 ? '10.20.0.2' : '2001:db8:20::2', 3),
  };
}

/** A phone with its identities, keys and SAs, all of which follow from its index. */
export class Ue {
  readonly index: number;
  readonly host: Host;
  readonly portC: number;
  readonly portS: number;
  /** What the UE chose for what it receives. */
  readonly spiC: number;
  readonly spiS: number;
  /** What the P-CSCF chose for what it receives from this UE. */
  readonly pcscfSpiC: number;
  readonly pcscfSpiS: number;
  readonly ck: Buffer;
  readonly ik: Buffer;
  /** base64 of RAND‖AUTN. */
  readonly nonce: string;
  /** The UE's address and protected server port, as Via and Contact name them. */
  readonly hostPort: string;
  readonly impi: string;
  readonly impu: string;
  readonly sealer: EspSealer;
  /** UC→PS. */
  readonly uplink: SendingSa;
  /** PC→US over UDP; over TCP PS→UC, the way back of the connection that the UE opened. */
  readonly downlink: SendingSa;
  readonly #seed: number;

  constructor(index: number, parameters: Parameters, network: Network) {
    const { family, transport } = parameters;
    const { pcscf } = network;
    const number = index + 1;
    this.index = index;
    this.#seed = mix(number);
    this.host = hostOf(family, family === 4 ? ipv4Of(number) : `2001:db8:64:${number.toString(16)}::2`, 100);
    this.portC = 31_000 + (index % 1000);
    this.portS = 32_000 + (index % 1000);
    this.spiC = (mix(2 * number) | FIRST_UE_SPI) >>> 0;
    this.spiS = (this.spiC ^ 1) >>> 0;
    this.pcscfSpiC = 4096 + 2 * index;
    this.pcscfSpiS = this.pcscfSpiC + 1;
    this.hostPort = `${uriHost(this.host)}:${this.portS}`;
    const keys = digestOf(`keys of UE ${index}`);
    this.ck = keys.subarray(0, 16);
    this.ik = keys.subarray(16);
    this.nonce = digestOf(`challenge of UE ${index}`).toString('base64');
    this.impi = `00101${number.toString().padStart(10, '0')}@${HOME}`;
    this.impu = `sip:${this.impi}`;
    this.sealer = espSealer(suiteOfUe(parameters, index), this.ck, this.ik);
    const client = { source: this.host, sourcePort: this.portC };
    const uplink = { ...client, destination: pcscf, destinationPort: PCSCF_PORT_S };
    this.uplink = { ends: uplink, spi: this.pcscfSpiS, sequence: 0 };
    this.downlink =
      transport === 'tcp'
        ? { ends: reverse(uplink), spi: this.spiC, sequence: 0 }
        : {
            ends: {
              source: pcscf,
              sourcePort: PCSCF_PORT_C,
              destination: this.host,
              destinationPort: this.portS,
            },
            spi: this.spiS,
            sequence: 0,
          };
  }

  /** 16 hex digits that no other UE and no other serial number of this UE has. */
  token(serial: number): string {
    return hex8(mix(serial ^ this.#seed)) + hex8(this.#seed);
  }
}

/** The address as a SIP URI has it. */
export function uriHost(host: Host): string {
  return host.octets.length === 4 ? host.address : `[${host.address}]`;
}

function reverse(ends: Ends): Ends {
  const { source, sourcePort, destination, destinationPort } = ends;
  return {
    source: destination,
    sourcePort: destinationPort,
    destination: source,
    destinationPort: sourcePort,
  };
}

function ipv4Of(number: number): string {
  return `10.64.${number >> 8}.${number & 255}`;
}

function hostOf(family: 4 | 6, address: string, mac: number): Host {
  const octets = family === 4 ? ipv4Octets(address) : ipv6Octets(address);
  return { address, octets, mac: Uint8Array.of(2, 0, 0, 0, 0, mac) };
}

function ipv4Octets(address: string): Uint8Array {
  return Uint8Array.from(address.split('.'), Number);
}

/** Of an address with one `::`. */
function ipv6Octets(address: string): Uint8Array {
  const [before = [], after = []] = address.split('::').map(part => part.split(':'));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return Uint8Array.from(
    [...before, ...zeros, ...after].flatMap(group => {
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 255];
    }),
  );
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
