import { expect, test } from 'vitest';
import type { Summary } from '../../../src/analysis/summary.ts';
import { createNodeEngine } from '../../../src/ipsec/crypto/engine-node.ts';
import { summaryText } from '../../../src/output/text/summary-text.ts';
import { netDecoder, saDatabase, tcpReassembler } from '../../support/bounded.ts';

const EMPTY: Summary = {
  frames: 1,
  input: { files: 1, bytesSkipped: 0, resynchronisations: 0 },
  esp: { ...saDatabase(createNodeEngine()).statistics, heldEvicted: 0 },
  sip: { messages: 0, protected: 0, duplicates: 0 },
  network: netDecoder(() => {}).statistics,
  sctp: { messages: 0, evicted: 0 },
  hep: { packets: 0, other: 0, unread: 0 },
  traffic: null,
  tcp: tcpReassembler(
    () => null,
    () => {},
  ).statistics,
  evicted: { registrations: 0, attempts: 0, challenges: 0, keys: 0, frames: 0 },
  registrations: { registered: 0, failed: 0, incomplete: 0, deregistered: 0 },
  issues: 0,
  issueCounts: {},
  duration: 0n,
};

test('says what there is and nothing of what there is not', () => {
  expect(summaryText(EMPTY)).toBe('1 frame, 0 ESP packets, 0 SIP messages (0 protected)\n');
});

test('ESP verdicts, outcomes and issues each have a line', () => {
  const esp = { ...EMPTY.esp, packets: 42, icvGood: 14, duplicates: 28 };
  const registrations = { ...EMPTY.registrations, registered: 1 };
  const text = summaryText({ ...EMPTY, esp, registrations, issues: 2, issueCounts: { 'sip-gap': 2 } });
  expect(text.split('\n').slice(1, -1)).toEqual([
    'ESP: 14 ICV good, 28 duplicates',
    'registrations: 1 registered',
    '2 issues: 2 sip-gap',
  ]);
});

test('ESP that stayed closed brings a hint where its keys are', () => {
  expect(summaryText({ ...EMPTY, esp: { ...EMPTY.esp, packets: 3, noKey: 3 } })).toContain(
    'hint: 3 ESP packets had no key: ck and ik are in the 401 on Mw',
  );
  expect(summaryText({ ...EMPTY, esp: { ...EMPTY.esp, packets: 1, unknownSpi: 1 } })).toContain(
    'start the capture before the registration',
  );
});

test('a display filter adds how many messages passed', () => {
  expect(summaryText(EMPTY, 3).split('\n')[0]).toBe(`${summaryText(EMPTY).split('\n')[0]}, 3 displayed`);
});

test('wrappers are named', () => {
  const network = { ...EMPTY.network, ipInUdp: 4, gsmtap: 3, gsmtapOther: 2, vnTags: 1 };
  const hep = { packets: 5, other: 2, unread: 1 };
  expect(summaryText({ ...EMPTY, network, hep })).toContain(
    'wrappers: 4 IP in UDP (as scat writes it), 3 GSMTAP (2 without IP or SIP), 1 VN-Tag, 5 HEP3 (2 without SIP, 1 not readable)\n',
  );
});

test('what was lost or had to make room has a line', () => {
  const tcp = { ...EMPTY.tcp, gapBytes: 963 };
  const evicted = { registrations: 2, attempts: 0, challenges: 0, keys: 0, frames: 0 };
  const input = { files: 1, bytesSkipped: 350, resynchronisations: 2 };
  expect(summaryText({ ...EMPTY, input, tcp, evicted })).toContain(
    'lost or dropped: 350 bytes of damaged capture files, 963 bytes of TCP that were not captured, 2 registrations\n',
  );
});

test('what a user gave and what was cut show among the ESP counts', () => {
  const esp = {
    ...EMPTY.esp,
    packets: 9,
    decryptedUnchecked: 2,
    unsupported: 3,
    unsupportedByName: { 'TWOFISH-CBC': 3 },
    truncated: 4,
    truncatedRead: 1,
  };
  expect(summaryText({ ...EMPTY, esp }).split('\n')[1]).toBe(
    'ESP: 2 decrypted, ICV not checked, 3 with an unsupported algorithm (TWOFISH-CBC), 4 cut by the snap length (1 partly read)',
  );
});
