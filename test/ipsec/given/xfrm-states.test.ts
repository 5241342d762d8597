import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { parseXfrmStates } from '../../../src/ipsec/given/xfrm-states.ts';
import type { GivenSa } from '../../../src/model/security-association.ts';
import { understood } from '../../support/captures/understood.ts';

const CK = '8e716112013a48e55bc2e325c33a030f';
const IK = '7a23b1bde1069329a19bc91fb8f8c668';

/** As iproute2 6.1 prints an SA, without and with `-s`. */
const PLAIN = `src 10.10.0.2 dst 10.10.0.1
	proto esp spi 0x79f51584 reqid 1 mode transport
	replay-window 0 
	auth-trunc hmac(sha1) 0x${IK}00000000 96
	enc cbc(aes) 0x${CK}
	anti-replay context: seq 0x0, oseq 0xa, bitmap 0x00000000
	sel src 10.10.0.2/32 dst 10.10.0.1/32 sport 31008 dport 5063 
`;
const STATISTICS = `src 10.10.0.2 dst 10.10.0.1
	proto esp spi 0x79f51584(2046104964) reqid 1(0x00000001) mode transport
	replay-window 0 seq 0x00000000 flag  (0x00000000)
	auth-trunc hmac(sha1) 0x${IK}00000000 (160 bits) 96
	enc cbc(aes) 0x${CK} (128 bits)
	anti-replay context: seq 0x0, oseq 0xa, bitmap 0x00000000
	sel src 10.10.0.2/32 dst 10.10.0.1/32 sport 31008 dport 5063 uid 0
	lifetime config:
	  limit: soft (INF)(bytes), hard (INF)(bytes)
	  expire add: soft 0(sec), hard 0(sec)
	lifetime current:
	  3512(bytes), 10(packets)
	  add 2024-05-01 10:00:00 use 2024-05-01 10:00:01
	stats:
	  replay-window 0 replay 0 failed 0
`;

function read(text: string): readonly GivenSa[] {
  return understood(parseXfrmStates(text));
}

function one(algorithms: string, more = ''): GivenSa {
  const sas = read(
    `src 10.0.0.1 dst 10.0.0.2\n\tproto esp spi 0x1 reqid 0 mode transport\n\t${algorithms}\n${more}`,
  );
  expect(sas.length).toBe(1);
  return sas[0] as GivenSa;
}

describe('an SA', () => {
  test.each([
    ['plain', PLAIN],
    ['with -s', STATISTICS],
    ['behind the prefixes of a log', PLAIN.replaceAll(/^/gm, 'May  1 10:00:00 pcscf ipdump[12]: ')],
    ['of ip xfrm monitor', PLAIN.replace('src', 'Updated src')],
    ['in colours', PLAIN.replace('10.10.0.2', '\u001b[35m10.10.0.2\u001b[0m')],
    ['with CR LF', PLAIN.replaceAll('\n', '\r\n')],
    ['on one line', PLAIN.replaceAll('\n', '\\')],
    [
      'as a command',
      `ip xfrm state add src 10.10.0.2 dst 10.10.0.1 proto esp spi 0x79f51584 mode transport auth-trunc 'hmac(sha1)' 0x${IK}00000000 96 enc "cbc(aes)" 0x${CK} sel src 10.10.0.2/32 dst 10.10.0.1/32 sport 31008 dport 5063`,
    ],
  ])('%s', (_, text) => {
    const sas = read(text);
    expect(sas.length).toBe(1);
    expect(sas[0]).toMatchObject({
      family: 4,
      spi: 0x79f51584,
      spiMask: 0xffff_ffff,
      alg: 'hmac-sha-1-96',
      ealg: 'aes-cbc',
      sequenceHigh: null,
      sourcePort: 31008,
      destinationPort: 5063,
      unsupported: null,
    });
    const { source, destination, encryptionKey, authenticationKey } = sas[0] as GivenSa;
    expect([...source.octets, ...destination.octets]).toEqual([10, 10, 0, 2, 10, 10, 0, 1]);
    expect(toHex(encryptionKey)).toBe(CK);
    expect(toHex(authenticationKey)).toBe(`${IK}00000000`);
  });

  test('of IPv6, several, and the same at both ends once', () => {
    const other = PLAIN.replaceAll('10.10.0.1', 'fd10::1').replaceAll('10.10.0.2', 'fd10::2');
    const sas = read(`namespace a\n${PLAIN}${other}\nnamespace b\n${PLAIN}${other}`);
    expect(sas.map(({ family }) => family)).toEqual([4, 6]);
    expect(read(PLAIN + PLAIN.replace('8e71', '8e72')).length).toBe(2);
  });

  test('with policies around it, which are none', () => {
    const policy = `src 10.10.0.2/32 dst 10.10.0.1/32 sport 31008 dport 5063
	dir out priority 0 ptype main
	tmpl src 10.10.0.2 dst 10.10.0.1
		proto esp spi 0x79f51584 reqid 1 mode transport
`;
    expect(read(policy + PLAIN + policy).length).toBe(1);
  });

  test('that the kernel only waits for is none', () => {
    const larval = 'src 10.0.0.1 dst 10.0.0.2\n\tproto esp spi 0x00000000 reqid 0 mode transport\n';
    expect(read(larval + PLAIN).length).toBe(1);
  });

  test('in UDP: its ports are not those of the selector', () => {
    const printed = one(`enc cbc(aes) 0x${CK}`, '\tencap type espinudp sport 4500 dport 4501 addr 0.0.0.0\n');
    expect([printed.udpPorts, printed.sourcePort]).toEqual([[4500, 4501], undefined]);
    const command = one(
      `enc cbc(aes) 0x${CK} encap espinudp 4500 4500 0.0.0.0 sel src 10.0.0.1/32 dst 10.0.0.2/32 sport 7 dport 8`,
    );
    expect([command.udpPorts, command.sourcePort, command.destinationPort]).toEqual([[4500], 7, 8]);
  });

  test('with sequence numbers of 64 bits', () => {
    expect(one(`enc cbc(aes) 0x${CK}`, '\treplay-window 0 flag esn\n').sequenceHigh).toBe(0);
    const counters = '\tanti-replay esn context:\n\t seq-hi 0x0, seq 0x0, oseq-hi 0x2, oseq 0x9\n';
    expect(one(`enc cbc(aes) 0x${CK}`, counters).sequenceHigh).toBe(2);
  });
});

describe('algorithms', () => {
  const KEY = `0x${CK}`;
  test.each([
    [`auth-trunc hmac(md5) ${KEY} 96\n enc ecb(cipher_null) `, 'hmac-md5-96', 'null'],
    [`auth-trunc hmac(md5) ${KEY} 96\n enc ecb(cipher_null) 0x`, 'hmac-md5-96', 'null'],
    [`auth-trunc hmac(md5) ${KEY} (128 bits) 96\n enc ecb(cipher_null)  (0 bits)`, 'hmac-md5-96', 'null'],
    [`auth-trunc hmac(md5) ${KEY} 96 enc 'ecb(cipher_null)' ''`, 'hmac-md5-96', 'null'],
    [`auth hmac(sha1) ${KEY}`, 'hmac-sha-1-96', 'null'],
    [`auth-trunc hmac(sha256) ${KEY} 128\n enc cbc(des) 0x0011223344556677`, 'hmac-sha-256-128', 'des-cbc'],
    [`auth-trunc digest_null  0\n enc cbc(des3_ede) ${KEY}0011223344556677`, 'null', 'des-ede3-cbc'],
    [`enc rfc3686(ctr(aes)) ${KEY}00000001`, 'null', 'aes-ctr'],
    [`aead rfc4106(gcm(aes)) ${KEY}00000001 128`, 'null', 'aes-gcm'],
    [`aead rfc4106(gcm(aes)) ${KEY}00000001 (160 bits) 64`, 'null', 'aes-gcm-8'],
    [`aead rfc4543(gcm(aes)) ${KEY}00000001 128`, 'aes-gmac', 'null'],
  ])('%j: %s, %s', (text, alg, ealg) => {
    expect(one(text)).toMatchObject({ alg, ealg, unsupported: null });
  });

  test('one that is not supported keeps its SA and is named', () => {
    const { entries, issues } = parseXfrmStates(
      `src 10.0.0.1 dst 10.0.0.2\n proto esp spi 0x1\n auth-trunc xcbc(aes) 0x${CK} 96\n enc cbc(aes) 0x${CK}\n`,
    );
    expect(entries.map(sa => sa.unsupported)).toEqual(['xcbc(aes) 96']);
    expect(issues).toMatchObject([
      { place: 'line 1', kind: 'unsupported', reason: expect.stringMatching(/^xcbc\(aes\) 96 is not/) },
    ]);
  });

  test('AH is named, too', () => {
    const text = `src 10.0.0.1 dst 10.0.0.2\n proto ah spi 0x1\n auth-trunc hmac(md5) 0x${CK} 96\n`;
    expect(parseXfrmStates(text)).toEqual({
      entries: [],
      issues: [
        {
          place: 'line 1',
          kind: 'unsupported',
          reason: 'AH is not supported: packets of this SA are not decrypted',
        },
      ],
    });
  });
});

describe('what is refused, by line and reason', () => {
  const head = 'src 10.0.0.1 dst 10.0.0.2\n\tproto esp spi 0x1 mode transport\n';
  test.each([
    ['', null, 'expected the output of ip xfrm state, found no SA'],
    ['hello\n', null, 'expected the output of ip xfrm state, found no SA'],
    [`${head}\tenc cbc(aes) 0x${CK}00\n`, 3, 'cbc(aes): expected a key of 16 or 24 or 32 octets, found 17'],
    [
      `${head}\tenc cbc(aes) 0x${CK}0\n`,
      3,
      'cbc(aes): expected a key of 0x and an even number of hex digits',
    ],
    [`${head}\tenc cbc(aes) \n`, 3, 'cbc(aes): key: missing'],
    [
      `${head}\taead rfc4543(gcm(aes)) 0x${CK} 128\n`,
      3,
      'rfc4543(gcm(aes)): expected a key of 20 or 28 or 36 octets, found 16',
    ],
    [
      `${head}\tauth-trunc hmac(sha1) <<Keys hidden>> 96\n`,
      3,
      'hmac(sha1): the key is hidden: run ip xfrm state as root, without nokeys',
    ],
    [head, 1, 'expected auth, enc or aead after this SA'],
    [
      `${head.replace('10.0.0.2', 'fd10::1')}\tenc cbc(aes) 0x${CK}\n`,
      1,
      'src and dst: expected two addresses of one family',
    ],
  ])('%j', (text, line, reason) => {
    const place = line === null ? '' : `line ${line}`;
    expect(parseXfrmStates(text)).toEqual({ entries: [], issues: [{ place, kind: 'wrong', reason }] });
    expect(reason).not.toContain(CK.slice(0, 8));
  });
});

test('an SA that is wrong is one issue and loses no other', () => {
  const { entries, issues } = parseXfrmStates(
    PLAIN + PLAIN.replace(CK, `${CK}00`) + PLAIN.replace('8e71', '8e72'),
  );
  expect(entries).toHaveLength(2);
  expect(issues.map(({ kind }) => kind)).toEqual(['wrong']);
});

test('any text is read to its end', () => {
  const word = fc.constantFrom(
    ...'src dst 10.0.0.1 fd::1 sel tmpl proto esp spi 0x1 auth enc aead cbc(aes) 0x00 96 encap espinudp sport 7 esn \n'.split(
      ' ',
    ),
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string())), words => {
      const { entries, issues } = parseXfrmStates(words.join(' '));
      expect(entries.length + issues.length).toBeGreaterThan(0);
    }),
  );
});
