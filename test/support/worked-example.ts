import type { Usim } from '../../src/aka/usim.ts';
import { parseUsims } from '../../src/aka/usim-file.ts';

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
  const { entries: usims, wrong } = parseUsims(JSON.stringify(entries));
  if (usims === null) throw new Error(wrong.reason);
  return usims;
}
