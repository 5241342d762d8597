import { expect, test } from 'vitest';
import { latin1 as textOf } from '../../src/bytes/latin1.ts';
import { createNodeEngine } from '../../src/ipsec/crypto/engine-node.ts';
import { integrityKey } from '../../src/ipsec/crypto/key-expansion.ts';
import { LaneHeaders } from '../../src/lane/lane-headers.ts';
import { CONTROL, KEY_PLACE, LaneMemory, ROW, ROW_WORDS, VERDICT } from '../../src/lane/lane-memory.ts';
import { LaneWork } from '../../src/lane/lane-work.ts';
import { type LaneWasm, loadLaneWasm } from '../../src/lane/wasm/lane-wasm.ts';
import { sipNameNumber } from '../../src/lane/wasm/sip-names.ts';
import { type Flow, latin1, udp } from '../support/captures/packets.ts';
import { KEY } from '../support/captures/sa-set.ts';
import { sealed } from '../support/captures/sealed-esp.ts';

const FLOW: Flow = { source: '10.0.0.2', sourcePort: 5062, destination: '10.0.0.1', destinationPort: 5068 };
const SEALING = {
  cipher: 'aes-128-cbc',
  key: KEY.ck,
  hash: 'sha1',
  hashKey: integrityKey('hmac-sha-1-96', KEY),
  icvLength: 12,
};

const message = (method: string) =>
  [
    `${method} sip:a@b SIP/2.0`,
    'Via: SIP/2.0/UDP 10.0.0.2:5062;branch=z9hG4bKx',
    'From: <sip:a@b>;tag=1',
    'To: <sip:a@b>',
    'Call-ID: call-1',
    `CSeq: 7 ${method}`,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');

/** Works on packets; returns for each its verdict, and the memory. */
function worked(packets: readonly Uint8Array[]) {
  const memory = LaneMemory.create(1);
  const { words, octets } = memory;
  const wasm = loadLaneWasm(memory.memory, memory.scratch(0)) as LaneWasm;
  wasm.setMacKey('hmac-sha-1-96', SEALING.hashKey, memory.key(0) + KEY_PLACE.states);
  words[(memory.key(0) + KEY_PLACE.cipher) >> 2] = 1;
  octets.set(KEY.ck, memory.key(0) + KEY_PLACE.cipherKey);
  const slot = memory.slot(0);
  const rowAt = (row: number) => (slot.rows >> 2) + ROW_WORDS * row;
  let to = 0;
  for (const [row, packet] of packets.entries()) {
    octets.set(packet, slot.chunk + to);
    words[rowAt(row) + ROW.start] = to;
    to += packet.length;
    words[rowAt(row) + ROW.end] = to;
    words[rowAt(row) + ROW.key] = 0;
  }
  words[CONTROL.rows] = packets.length;
  new LaneWork(memory, wasm, createNodeEngine()).run(slot);
  const column = (place: number) => packets.map((_, row) => words[rowAt(row) + place] as number);
  return { memory, slot, column };
}

test('packets are decrypted together, and each as if it were alone', () => {
  const payloads = ['MESSAGE', 'OPTIONS'].map(method => udp(FLOW, latin1(message(method))));
  const packets = payloads.map((payload, i) => sealed(SEALING, 1, i + 1, payload));
  const bad = Uint8Array.from(packets[0] as Uint8Array);
  bad[40] = (bad[40] as number) ^ 1;
  const { memory, slot, column } = worked([packets[0] as Uint8Array, bad, packets[1] as Uint8Array]);
  expect(column(ROW.verdict)).toEqual([VERDICT.opened, VERDICT.bad, VERDICT.opened]);
  const plain = column(ROW.plain);
  for (const [row, payload] of [
    [0, payloads[0]],
    [2, payloads[1]],
  ] as const) {
    const start = slot.plain + (plain[row] as number);
    const length = payload?.length ?? 0;
    expect([...memory.octets.subarray(start, start + length)]).toEqual([...(payload ?? [])]);
    expect(column(ROW.messageEnd)[row]).toBe((plain[row] as number) + length);
  }
  const headers = new LaneHeaders(memory.words);
  headers.place(column(ROW.table)[2] as number, slot.plain);
  const callId = headers.find(sipNameNumber('call-id'));
  const bytes = memory.octets.slice(slot.plain, slot.plain + 4096);
  expect(textOf(bytes, headers.valueStart(callId), headers.valueEnd(callId))).toBe('call-1');
  expect(textOf(bytes, headers.nameStart(callId), headers.nameEnd(callId))).toBe('Call-ID');
  expect([headers.count, headers.number(callId), headers.find(sipNameNumber('path'))]).toEqual([
    6,
    sipNameNumber('call-id'),
    -1,
  ]);
  expect(headers.body).toBe(column(ROW.messageEnd)[2]);
});

test.each([
  ['shorter than its datagram', -1],
  ['longer than its datagram', 1],
  ['too short for a header', -1000],
])('a UDP length that is %s is left to the analyser', (_, difference) => {
  const payload = udp(FLOW, latin1(message('MESSAGE').replace('Content-Length: 0\r\n', '')));
  new DataView(payload.buffer, payload.byteOffset).setUint16(4, Math.max(0, payload.length + difference));
  expect(worked([sealed(SEALING, 1, 1, payload)]).column(ROW.messageEnd)).toEqual([0]);
});

test('an empty UDP datagram is left to the analyser, whatever follows it', () => {
  const empty = sealed(SEALING, 1, 1, udp(FLOW, new Uint8Array(0)));
  const full = sealed(SEALING, 1, 2, udp(FLOW, latin1(message('MESSAGE'))));
  const { column } = worked([empty, full]);
  expect(column(ROW.messageEnd)[0]).toBe(0);
  expect(column(ROW.messageEnd)[1]).not.toBe(0);
});

test.each([
  ['a REGISTER', message('REGISTER'), 17],
  ['no SIP', 'x'.repeat(100), 17],
  ['a folded header', message('MESSAGE').replace('Call-ID: ', 'Call-ID:\r\n '), 17],
  ['two messages', message('MESSAGE') + message('MESSAGE'), 17],
  ['another protocol', message('MESSAGE'), 6],
])('%s is left to the analyser', (_, text, nextHeader) => {
  const { column } = worked([sealed(SEALING, 1, 1, udp(FLOW, latin1(text)), nextHeader)]);
  expect([column(ROW.verdict), column(ROW.messageEnd)]).toEqual([[VERDICT.opened], [0]]);
});
