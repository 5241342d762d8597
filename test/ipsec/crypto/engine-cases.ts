import { createCipheriv, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import type { CbcAlgorithm, CryptoEngine } from '../../../src/ipsec/crypto/engine.ts';

function bytes(hex: string): Uint8Array {
  return fromHex(hex) as Uint8Array;
}

/** What comes out of IV‖ciphertext, as hex. */
export function cbcPlaintext(
  engine: CryptoEngine,
  algorithm: CbcAlgorithm,
  key: Uint8Array,
  data: Uint8Array,
): string | null {
  const decryptor = engine.cbc(algorithm, key);
  const output = decryptor.decrypt(data, 0, data.length);
  return output === null ? null : toHex(output.subarray(decryptor.blockSize));
}

/** RFC 3602 §4: key, IV‖ciphertext of the ESP packet, payload, padding and next header. */
const RFC_3602 = [
  {
    name: 'case 5',
    key: '90d382b410eeba7ad938c46cec1a82bf',
    packet:
      '0000432100000001e96e8c08ab465763fd098d45dd3ff893f663c25d325c18c6a9453e194e120849a4870b66cc6b9965330013b4898dc856a4699e523a55db080b59ec3a8e4b7e52775b07d1db34ed9c538ab50c551b874aa269add047ad2d5913ac19b7cfbad4a6',
    plaintext:
      '08000ebda70a00008e9c083db95b070008090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637' +
      '0102030405060708090a0b0c0d0e0e01',
  },
  {
    name: 'case 6',
    key: '90d382b410eeba7ad938c46cec1a82bf',
    packet:
      '000043210000000869d08df7d203329db093fc4924e5bd80f51995881ec4e0c4488987ce742e8109689bb379d2d750c0d915dca346a89f75',
    plaintext: '0800b5e8a80a0500a69c083d0b660e0077777777777777777777777701020201',
  },
  {
    name: 'case 7, tunnel',
    key: '0123456789abcdef0123456789abcdef',
    packet:
      '0000876500000002f4e765244f6407adf13dc1380f673f37773b5241a4c449225e4f3ce5ed611b0c237ca96cf74a93013c1b0ea1a0cf70f8e4ecaec78ac53aad7a0f022b859243c647752e94a859352b8a4d4d2decd136e5c177f132ad3fbfb2201ac9904c74ee0a109e0ca1e4dfe9d5a100b842f1c22f0d',
    plaintext:
      '45000054090400004001f988c0a87b03c0a87bc808009f76a90a0100b49c083d02a2040008090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637' +
      '0102030405060708090a0a04',
  },
  {
    name: 'case 8, tunnel',
    key: '0123456789abcdef0123456789abcdef',
    packet:
      '000087650000000585d47224b5f3dd5d2101d4ea8dffab2215b92683819596a8047232cc00f7048fe45318e11f8a0f62ede3c3fc61203bb50f980a08c9843fd3a1b06d5c07ff9639b7eb7dfb3512e5de435e7207ed971ef3d2726d9b5ef6affc6d17a0decbb13892',
    plaintext:
      '45000044090c00004001f990c0a87b03c0a87bc80800d63caa0a0200c69c083da3de0300ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff' +
      '0102030405060708090a0a04',
  },
];

/** draft-mcgrew-gcm-test-01: key, nonce, AAD, ciphertext‖tag, plaintext with trailer. */
const GCM = [
  {
    name: 'UDP in IPv4',
    key: 'feffe9928665731c6d6a8f9467308308',
    nonce: 'cafebabefacedbaddecaf888',
    aad: '0000a5f80000000a',
    sealed:
      'deb22cd9b07c72c16e3a65beeb8df304a5a5897d33ae530f1ba76d5d114d2a5c3de81827c10e9a4f51330d0eec416642cfbb85a5b47e48a4ec3b9ba95d918bd183b70d3aa8bc6ee4c309e9d85a41ad4a',
    plaintext:
      '4500003e698f000080114dccc0a80102c0a801010a980035002a2343b2d001000001000000000000037369700963796265726369747902646b00000100010001',
  },
  {
    name: 'extended sequence number in the AAD',
    key: '4c80cdefbb5d10da906ac73c3613a634',
    nonce: '2e443b684956ed7e3b244cfe',
    aad: '000043218765432100000000',
    sealed:
      'fecf537e729d5b07dc30df528dd22b768d1b98736696a6fd348509fa13ceac34cfa2436f14a3f3cf65925bf1f4a13c5d15b21e1884f5ff6247aeabb786b93bce61bc17d768fd9732459018148f6cbe722fd04796562dfdb4',
    plaintext:
      '45000048699a000080114db7c0a80102c0a801010a9bf15638d301000001000000000000045f736970045f756470037369700963796265726369747902646b000021000101020201',
  },
  {
    name: 'no payload',
    key: '7d773d00c144c525ac619d18c84a3f47',
    nonce: 'd966426743457e9182443bc6',
    aad: '335467aeffffffff',
    sealed: '437f866bcb3f699fe9b0822bac961c4504bef270',
    plaintext: '01020201',
  },
  {
    name: 'GMAC: everything is AAD',
    key: '4c80cdefbb5d10da906ac73c3613a634',
    nonce: '22433c640000000000000000',
    aad: '0000432100000007000000000000000045000030da3a00008001df3bc0a80005c0a800010800c6cd020007006162636465666768696a6b6c6d6e6f707172737401020201',
    sealed: 'f2a9a836e155106aa8dcd618e4099aaa',
    plaintext: '',
  },
];

/** The one case table that every engine must pass. */
export function describeEngine(engine: CryptoEngine): void {
  describe(`engine ${engine.name}`, () => {
    test.each(RFC_3602)('RFC 3602 $name', ({ key, packet, plaintext }) => {
      expect(cbcPlaintext(engine, 'aes-cbc', bytes(key), bytes(packet).subarray(8))).toBe(plaintext);
    });

    test.each(GCM)('GCM $name', ({ key, nonce, aad, sealed, plaintext }) => {
      const gcm = engine.gcm(bytes(key));
      const packet = bytes(aad + sealed);
      const start = aad.length / 2;
      const opened = gcm.open(bytes(nonce), packet.subarray(0, start), packet, start, packet.length);
      expect(opened === null ? null : toHex(opened)).toBe(plaintext);
      for (const damaged of [0, start, packet.length - 1]) {
        const copy = packet.slice();
        copy[damaged] = (copy[damaged] as number) ^ 1;
        expect(gcm.open(bytes(nonce), copy.subarray(0, start), copy, start, copy.length)).toBeNull();
      }
    });

    /** RFC 2202 §2 and §3, cut to 96 bits. */
    test.each([
      ['hmac-md5-96', '0b'.repeat(16), '4869205468657265', '9294727a3638bb1c13f48ef8'],
      ['hmac-md5-96', 'aa'.repeat(16), 'dd'.repeat(50), '56be34521d144c88dbb8c733'],
      ['hmac-sha-1-96', '0b'.repeat(20), '4869205468657265', 'b617318655057264e28bc0b6'],
      ['hmac-sha-1-96', 'aa'.repeat(20), 'dd'.repeat(50), '125d7342b9ac11cd91a39af4'],
    ] as const)('%s of RFC 2202', (algorithm, key, message, icv) => {
      const mac = engine.mac(algorithm, bytes(key));
      const packet = bytes(`ff${message}${icv}ff`);
      const end = 1 + message.length / 2;
      expect(mac.verify(packet, 1, end)).toBe(true);
      for (let octet = 1; octet < end + 12; octet++) {
        const copy = packet.slice();
        copy[octet] = (copy[octet] as number) ^ 0x80;
        expect(mac.verify(copy, 1, end)).toBe(false);
      }
    });

    /** RFC 4231 §4.2 and §4.3, cut as RFC 4868 §2.3 says; RFC 2286 §2. */
    test.each([
      ['hmac-sha-256-96', '0b'.repeat(20), '4869205468657265', 'b0344c61d8db38535ca8afce'],
      ['hmac-sha-256-128', '0b'.repeat(20), '4869205468657265', 'b0344c61d8db38535ca8afceaf0bf12b'],
      [
        'hmac-sha-384-192',
        '0b'.repeat(20),
        '4869205468657265',
        'afd03944d84895626b0825f4ab46907f15f9dadbe4101ec6',
      ],
      [
        'hmac-sha-512-256',
        '0b'.repeat(20),
        '4869205468657265',
        '87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde',
      ],
      ['hmac-ripemd-160-96', '0b'.repeat(20), '4869205468657265', '24cb4bd67d20fc1a5d2ed773'],
    ] as const)('%s', (algorithm, key, message, icv) => {
      const mac = engine.mac(algorithm, bytes(key));
      const end = message.length / 2;
      const packet = bytes(message + icv);
      expect(mac.verify(packet, 0, end)).toBe(true);
      packet[packet.length - 1] = (packet[packet.length - 1] as number) ^ 1;
      expect(mac.verify(packet, 0, end)).toBe(false);
      expect(mac.verify(packet.subarray(0, -1), 0, end)).toBe(false);
    });

    /** RFC 3686 §6, test vectors 2, 5 and 8. */
    test.each([
      [
        '7e24067817fae0d743d6ce1f32539163',
        '006cb6dbc0543b59da48d90b00000001',
        '5104a106168a72d9790d41ee8edad388eb2e1efc46da57c8fce630df9141be28',
      ],
      [
        '7c5cb2401b3dc33c19e7340819e0f69c678c3db8e6f6a91a',
        '0096b03b020c6eadc2cb500d00000001',
        '453243fc609b23327edfaafa7131cd9f8490701c5ad4a79cfc1fe0ff42f4fb00',
      ],
      [
        'f6d66d6bd52d59bb0796365879eff886c66dd51a5b6a99744b50590c87a23884',
        '00faac24c1585ef15a43d87500000001',
        'f05e231b3894612c49ee000b804eb2a9b8306b508f839d6a5530831d9344af1c',
      ],
    ])('AES-CTR of RFC 3686 with key %s', (key, counter, ciphertext) => {
      const ctr = engine.ctr(bytes(key));
      const data = bytes(`ff${ciphertext}`);
      const expected = Array.from({ length: 32 }, (_, i) => i.toString(16).padStart(2, '0')).join('');
      expect(toHex(ctr.decrypt(bytes(counter), data, 1, 33))).toBe(expected);
      expect(toHex(ctr.decrypt(bytes(counter), data, 1, 8))).toBe(expected.slice(0, 14));
    });

    test('a MAC is as good after a packet of 65,000 octets, and false where there is no room for the ICV', () => {
      const key = bytes('0b'.repeat(20));
      const mac = engine.mac('hmac-sha-1-96', key);
      const long = new Uint8Array(65_000).fill(7);
      const icv = createHmac('sha1', key).update(long.subarray(0, 64_988)).digest();
      long.set(icv.subarray(0, 12), 64_988);
      expect(mac.verify(long, 0, 64_988)).toBe(true);
      expect(mac.verify(long, 0, 64_989)).toBe(false);
      expect(mac.verify(bytes('4869205468657265b617318655057264e28bc0b6'), 0, 8)).toBe(true);
    });

    test('a CBC length that is not whole blocks is refused and leaves the next packet alone', () => {
      const [vector] = RFC_3602 as [(typeof RFC_3602)[0]];
      const decryptor = engine.cbc('aes-cbc', bytes(vector.key));
      const data = bytes(vector.packet);
      for (const length of [0, 8, 15, 16, 17, 20, 31, 33])
        expect(decryptor.decrypt(data, 8, 8 + length)).toBeNull();
      const output = decryptor.decrypt(data, 8, data.length) as Uint8Array;
      expect(toHex(output.subarray(16))).toBe(vector.plaintext);
    });

    test('packets of one key are independent of each other', () => {
      const key = bytes('000102030405060708090a0b0c0d0e0f1011121314151617');
      const decryptor = engine.cbc('des-ede3-cbc', key);
      for (let packet = 0; packet < 20; packet++) {
        const iv = new Uint8Array(8).fill(packet);
        const plaintext = new Uint8Array(8 + 8 * (packet % 5)).fill(packet + 1);
        const ciphertext = createCipheriv('des-ede3-cbc', key, iv).setAutoPadding(false).update(plaintext);
        const data = Uint8Array.from([9, 9, 9, ...iv, ...ciphertext, 9]);
        const output = decryptor.decrypt(data, 3, data.length - 1) as Uint8Array;
        expect(toHex(output.subarray(8))).toBe(toHex(plaintext));
      }
    });

    test('too little for a tag is not opened', () => {
      const gcm = engine.gcm(new Uint8Array(16));
      const data = new Uint8Array(20);
      expect(gcm.open(new Uint8Array(12), data.subarray(0, 8), data, 8, 20)).toBeNull();
      expect(gcm.open(new Uint8Array(12), data.subarray(0, 8), data, 8, 30)).toBeNull();
    });
  });
}
