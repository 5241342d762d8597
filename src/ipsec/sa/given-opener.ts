import type { GivenSa } from '../../model/security-association.ts';
import type { Datagram } from '../../net/packet/datagram.ts';
import { type CryptoEngine, GCM_TAG_LENGTH } from '../crypto/engine.ts';
import {
  CbcCipher,
  CtrCipher,
  FIRST_CTR_COUNTER,
  FIRST_GCM_COUNTER,
  GcmProtection,
  GmacIntegrity,
  HmacIntegrity,
  type Integrity,
  NULL_CIPHER,
  type PayloadCipher,
  SALT_LENGTH,
  threeTimes,
  UncheckedIntegrity,
} from '../crypto/packet-protection.ts';
import { isAddressOf } from '../given/address-pattern.ts';
import { cipherNamed, type GivenCipher, type GivenIcv, GMAC, icvNamed } from '../given/given-algorithms.ts';
import type { Opener } from './keyed-set.ts';

/** Decrypts packets of an SA from the user. */
export interface GivenOpener {
  readonly ring: null;
  readonly given: GivenSa;
  readonly integrity: Integrity;
  readonly cipher: PayloadCipher;
  /** Does the ICV show whether a packet belongs to the SA? */
  readonly checked: boolean;
}

/** Decrypts packets with keys of an agreement, or with an SA from the user. */
export type AnyOpener = Opener | GivenOpener;

/** Creates the opener of an SA; null if its algorithms are not supported. */
export function createGivenOpener(engine: CryptoEngine, given: GivenSa): GivenOpener | null {
  if (given.authentication === GMAC) return gmacOpener(engine, given);
  const cipher = cipherNamed(given.encryption);
  const icv = icvNamed(given.authentication);
  if (cipher === null || icv === null) return null;
  if (cipher.tagLength > 0) {
    const protection = gcmProtection(engine, given.encryptionKey, cipher.tagLength);
    return { ring: null, given, integrity: protection, cipher: protection, checked: true };
  }
  return {
    ring: null,
    given,
    integrity: integrityOf(engine, given, icv, cipher),
    cipher: payloadCipherOf(engine, given, cipher),
    checked: icv.mac !== null,
  };
}

/** Does the source of the packet match that of the SA? */
export function isFrom({ given }: GivenOpener, packet: Datagram): boolean {
  return isAddressOf(given.source, packet.addresses, packet.sourceOffset);
}

function gmacOpener(engine: CryptoEngine, given: GivenSa): GivenOpener {
  const key = given.authenticationKey;
  const gcm = engine.gcm(key.subarray(0, -SALT_LENGTH), GCM_TAG_LENGTH);
  return { ring: null, given, integrity: new GmacIntegrity(gcm, key), cipher: NULL_CIPHER, checked: true };
}

function gcmProtection(engine: CryptoEngine, key: Uint8Array, tagLength: number): GcmProtection {
  const aes = key.subarray(0, key.length - SALT_LENGTH);
  return new GcmProtection(engine.gcm(aes, tagLength), engine.ctr(aes), key, tagLength);
}

/** AES-GCM always has a tag (RFC 4106 §6): 16 octets if no ICV is given. */
function integrityOf(engine: CryptoEngine, given: GivenSa, icv: GivenIcv, cipher: GivenCipher): Integrity {
  if (icv.mac !== null) return new HmacIntegrity(engine.mac(icv.mac, given.authenticationKey), icv.icvLength);
  return new UncheckedIntegrity(cipher.kind === 'aes-gcm' && icv.icvLength === 0 ? 16 : icv.icvLength);
}

function payloadCipherOf(
  engine: CryptoEngine,
  { encryptionKey: key }: GivenSa,
  { kind }: GivenCipher,
): PayloadCipher {
  switch (kind) {
    case 'null':
      return NULL_CIPHER;
    case 'aes-cbc':
    case 'des-ede3-cbc':
      return new CbcCipher(engine.cbc(kind, key), key);
    case 'des-cbc':
      return new CbcCipher(engine.cbc('des-ede3-cbc', threeTimes(key)), key);
    case 'aes-ctr':
      return new CtrCipher(engine.ctr(key.subarray(0, -SALT_LENGTH)), key, FIRST_CTR_COUNTER);
    case 'aes-gcm':
      return new CtrCipher(engine.ctr(key.subarray(0, -SALT_LENGTH)), key, FIRST_GCM_COUNTER);
  }
}
