/** The datagram inside: UDP 5062 to 5068 with checksum 0, OPTIONS. */
export const GOLDEN_UDP = '13c613cc002100004f5054494f4e53207369703a61205349502f322e300d0a0d0a';
const TO_FOUR = '010111';
const TO_EIGHT = '01020304050511';
const TO_SIXTEEN = '0102030405060708090a0b0c0d0d11';

/**
 * SPI 4444, sequence number 1, keys of Milenage test set 1; made and checked by independent implementations.
 * `plaintext` includes the trailer.
 */
export const GOLDEN = [
  {
    method: 'hmac-sha-1-96',
    ealg: 'null',
    packet:
      '0000115c0000000113c613cc002100004f5054494f4e53207369703a61205349502f322e300d0a0d0a01011105bea9c455e86fba369a6f37',
    plaintext: GOLDEN_UDP + TO_FOUR,
  },
  {
    method: 'hmac-md5-96',
    ealg: 'null',
    packet:
      '0000115c0000000113c613cc002100004f5054494f4e53207369703a61205349502f322e300d0a0d0a0101112e0f69c524d8c457ba17f23c',
    plaintext: GOLDEN_UDP + TO_FOUR,
  },
  {
    method: 'hmac-sha-1-96',
    ealg: 'aes-cbc',
    packet:
      '0000115c00000001000102030405060708090a0b0c0d0e0ff1e29c9b2a6b7893e8ba2a6a2a3ae8a831e5cfff364d2771677439b22251f2e4560a20ea371d9f3995f741cd4879f5e14d1f5af48231f7a3f4270f98',
    plaintext: GOLDEN_UDP + TO_SIXTEEN,
  },
  {
    method: 'hmac-md5-96',
    ealg: 'des-ede3-cbc',
    packet:
      '0000115c000000010001020304050607f6b474d2715f81290c4791776a256004cdb961b62ce175863a963881344083d618f6f231d10c6a65bc5d3cb87613412b255147a2',
    plaintext: GOLDEN_UDP + TO_EIGHT,
  },
  {
    method: 'aes-gcm',
    ealg: 'aes-gcm',
    packet:
      '0000115c000000010000000000000001b8d7d2e65415fde9ba9fa9a141340752fea2b329aa8a302b9b739f31cb20ffa024754339f101fa0df92e5de24ec427d57962ffcb',
    plaintext: GOLDEN_UDP + TO_FOUR,
  },
  {
    method: 'aes-gmac',
    ealg: 'null',
    packet:
      '0000115c00000001000000000000000113c613cc002100004f5054494f4e53207369703a61205349502f322e300d0a0d0a010111172ee8b6882c7ea664bc7d1723a01291',
    plaintext: GOLDEN_UDP + TO_FOUR,
  },
] as const;
