import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { parseAddress } from '../../../src/bytes/address.ts';
import type { KeyMaterial, SecurityAssociation, Suite } from '../../../src/model/security-association.ts';
import { Datagram } from '../../../src/net/packet/datagram.ts';
import { type Flow, join, u16, u32, udp } from './packets.ts';

/** What goes into an ESP packet. */
export interface EspContent {
  readonly spi: number;
  readonly sequence: number;
  /** 17 unless said otherwise. */
  readonly nextHeader?: number;
  readonly payload: Uint8Array;
  /** Padding; as short as alignment allows and 1, 2, 3, … unless given. */
  readonly padding?: Uint8Array;
  /** 24 octets, instead of CK1‖CK2‖CK1. */
  readonly tripleDesKey?: Uint8Array;
  /** Instead of IK, which HMAC fills up with zeros. */
  readonly integrityKey?: Uint8Array;
}

/**
 * An ESP packet as a UE or P-CSCF with these keys would send it (TS 33.203 Annex I): SPI to ICV. Made with
 * node:crypto and without the code under test. The IV follows from SPI and sequence number.
 */
export function espPacket(
  suite: Suite,
  key: Pick<KeyMaterial, 'ck' | 'ik'>,
  content: EspContent,
): Uint8Array {
  const header = join(u32(content.spi), u32(content.sequence));
  const iv = Uint8Array.from(createHash('sha256').update(header).digest()).subarray(0, 16);
  if (suite.ealg === 'aes-gcm') return gcmPacket(key, header, iv.subarray(0, 8), withTrailer(content, 4));
  if (suite.alg === 'aes-gmac') return gmacPacket(key, header, iv.subarray(0, 8), withTrailer(content, 4));
  const body = join(header, encrypted(suite.ealg, key.ck, iv, content));
  return join(body, hmacOf(suite.alg, content.integrityKey ?? key.ik, body));
}

/** A packet of an SA with any content. */
export function packetWith(
  sa: SecurityAssociation,
  suite: Suite,
  key: Pick<KeyMaterial, 'ck' | 'ik'>,
  content: Omit<EspContent, 'spi'>,
): Datagram {
  return espDatagram(espPacket(suite, key, { spi: sa.spi, ...content }), sa, content.sequence);
}

/** The packet that an SA carries: a UDP datagram from its source port to its destination port. */
export function packetOf(
  sa: SecurityAssociation,
  suite: Suite,
  key: Pick<KeyMaterial, 'ck' | 'ik'>,
  sequence: number,
  text = 'OPTIONS sip:a SIP/2.0\r\n\r\n',
): Datagram {
  const payload = udp(flowOf(sa), Buffer.from(text, 'latin1'));
  return packetWith(sa, suite, key, { sequence, payload });
}

/** The flow that an SA protects. */
export function flowOf(sa: SecurityAssociation): Flow {
  const { source, sourcePort, destination, destinationPort } = sa;
  return { source, sourcePort, destination, destinationPort };
}

/** An ESP packet as net/ hands it over, some octets into a larger buffer as in a capture. */
export function espDatagram(
  esp: Uint8Array,
  ends: { readonly source: string; readonly destination: string },
  frame = 1,
): Datagram {
  const source = parseAddress(ends.source) as Uint8Array;
  const destination = parseAddress(ends.destination) as Uint8Array;
  const packet = new Datagram();
  packet.frame = frame;
  packet.protocol = 50;
  packet.family = source.length === 4 ? 4 : 6;
  packet.bytes = join([0xee, 0xee], source, destination, esp, [0xee, 0xee, 0xee]);
  packet.addresses = packet.bytes;
  packet.sourceOffset = 2;
  packet.destinationOffset = 2 + source.length;
  packet.start = 2 + 2 * source.length;
  packet.end = packet.start + esp.length;
  return packet;
}

function withTrailer(content: EspContent, block: number): Uint8Array {
  const { payload, nextHeader = 17 } = content;
  const length = (block - ((payload.length + 2) % block)) % block;
  const padding = content.padding ?? Uint8Array.from({ length }, (_, i) => i + 1);
  return join(payload, padding, [padding.length, nextHeader]);
}

function encrypted(ealg: Suite['ealg'], ck: Uint8Array, iv: Uint8Array, content: EspContent): Uint8Array {
  if (ealg === 'null') return withTrailer(content, 4);
  if (ealg === 'aes-ctr') {
    const counter = join(new Uint8Array(4), iv.subarray(0, 8), u32(1));
    return join(
      iv.subarray(0, 8),
      createCipheriv('aes-128-ctr', ck, counter).update(withTrailer(content, 4)),
    );
  }
  const bits = ealg === 'aes-cbc-256' ? 256 : 128;
  const isAes = ealg.startsWith('aes-cbc') || ealg === 'camellia-cbc';
  const block = isAes ? 16 : 8;
  const name = isAes ? `${ealg.startsWith('aes') ? 'aes' : 'camellia'}-${bits}-cbc` : 'des-ede3-cbc';
  const key = isAes
    ? join(ck, new Uint8Array(bits / 8 - 16))
    : (content.tripleDesKey ?? join(ck, ck.subarray(0, 8)));
  const cipher = createCipheriv(name, key, iv.subarray(0, block)).setAutoPadding(false);
  return join(iv.subarray(0, block), cipher.update(withTrailer(content, block)));
}

/** Hash and octets of the ICV; a name that the code under test does not know may stand for one that nobody can check. */
const HASHES: Readonly<Record<string, readonly [hash: string, length: number]>> = {
  'hmac-md5-96': ['md5', 12],
  'hmac-sha-256-96': ['sha256', 12],
  'hmac-sha-256-128': ['sha256', 16],
  'hmac-sha-384-192': ['sha384', 24],
  'hmac-sha-512-256': ['sha512', 32],
  'hmac-sha3-224-112': ['sha3-224', 14],
};

function hmacOf(alg: Suite['alg'], key: Uint8Array, body: Uint8Array): Uint8Array {
  const [hash, length] = HASHES[alg] ?? ['sha1', 12];
  return createHmac(hash, key).update(body).digest().subarray(0, length);
}

function gcmPacket(
  key: Pick<KeyMaterial, 'ck' | 'ik'>,
  header: Uint8Array,
  iv: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  const cipher = createCipheriv('aes-128-gcm', key.ck, join(saltOf(key, 0x59, 'AES_GCM_SALT'), iv));
  cipher.setAAD(header);
  const ciphertext = cipher.update(plaintext);
  cipher.final();
  return join(header, iv, ciphertext, cipher.getAuthTag());
}

function gmacPacket(
  key: Pick<KeyMaterial, 'ck' | 'ik'>,
  header: Uint8Array,
  iv: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  const body = join(header, iv, plaintext);
  const cipher = createCipheriv('aes-128-gcm', key.ik, join(saltOf(key, 0x58, 'AES_GMAC_SALT'), iv));
  cipher.setAAD(body);
  cipher.final();
  return join(body, cipher.getAuthTag());
}

function saltOf(key: Pick<KeyMaterial, 'ck' | 'ik'>, functionCode: number, name: string): Uint8Array {
  const input = join([functionCode], Buffer.from(name), u16(name.length));
  return createHmac('sha256', join(key.ck, key.ik)).update(input).digest().subarray(28);
}
