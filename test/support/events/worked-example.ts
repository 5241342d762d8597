import type { Usim } from '../../../src/aka/usim.ts';
import { parseUsims } from '../../../src/aka/usim-file.ts';
import { fromBase64, toBase64 } from '../../../src/bytes/base64.ts';
import { fromHex } from '../../../src/bytes/hex.ts';
import { understood } from '../captures/understood.ts';

/** A registration with Milenage set 1 of TS 35.207, and what a UE answers (RFC 3310 §3.3). */
export const WORKED = {
  username: '001010000000001@ims.mnc001.mcc001.3gppnetwork.org',
  realm: 'ims.mnc001.mcc001.3gppnetwork.org',
  uri: 'sip:ims.mnc001.mcc001.3gppnetwork.org',
  nonce: 'I1U8vpY3qJ0hiuZNrke/NVXzKLQ1d7m5Sp/6w1Tfr7M=',
  nc: '00000001',
  cnonce: '0a4f113b',
  k: '465b5ce8b199b49faa5f0a2ee238a6bc',
  opc: 'cd63cb71954a9f4e48a5994e37a02baf',
  res: 'a54211d5e3ba50bf',
  ck: 'b40ba9a3c58b2a05bbf0d987b21bf8cb',
  ik: 'f769bcd751044604127672711c6d3441',
  derivedCk: '235bedbfc6b418b8f04a63a41d31ac62',
  derivedIk: '81905d9d7ab8cce8b7884d599d5e6a18',
  sqn: 'ff9bb4d0b607',
  auts: 'uoU/PBI8z0TpNZbjVcY=',
  response: {
    akav1: '402ab8df9f3a4d63a9f47c2f90e02938',
    akav1WithoutQop: '1125a3c2e293453f07e08957ff235efc',
    akav2: '6774a29ced9929f3dd734d9a97e04ebe',
    emptyPassword: 'da492ad7b08bb89514f214f8c2fdb82b',
  },
} as const;

/** USIMs of entries as they stand in a file. */
export function usimsOf(...entries: object[]): readonly Usim[] {
  return understood(parseUsims(JSON.stringify(entries)));
}

/** A nonce of the worked example with another SQN, 12 hex digits: RAND and AUTN as its HSS would make them. */
export function nonceWith(sqn: string): string {
  const { functions, rand } = worked();
  const amf = Uint8Array.of(0x80, 0);
  const octets = fromHex(sqn) as Uint8Array;
  const { macA } = functions.vector({ rand, sqn: octets, amf });
  return toBase64(Uint8Array.from([...rand, ...xor(octets, functions.ak(rand)), ...amf, ...macA]));
}

/** The `auts` with which its USIM says that it has accepted this SQN. */
export function autsWith(sqnMs: string): string {
  const { functions, rand } = worked();
  const sqn = fromHex(sqnMs) as Uint8Array;
  const { akS, macS } = functions.resynchronisation({ rand, sqn, amf: new Uint8Array(2) });
  return toBase64(Uint8Array.from([...xor(sqn, akS), ...macS]));
}

function worked() {
  const { functions } = usimsOf({ k: WORKED.k, opc: WORKED.opc })[0] as Usim;
  return { functions, rand: (fromBase64(WORKED.nonce) as Uint8Array).slice(0, 16) };
}

function xor(one: Uint8Array, other: Uint8Array): Uint8Array {
  return one.map((octet, i) => octet ^ (other[i] as number));
}
