import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ethernet, type Flow, ip, latin1, tcp, udp } from '../../support/captures/packets.ts';
import { pcapFile } from '../../support/captures/pcap-file.ts';
import { frame, gsmtap } from '../../support/captures/tunnel-packets.ts';
import { fixture, run } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

const DNS: Flow = { source: '10.0.0.2', sourcePort: 40_000, destination: '10.0.0.1', destinationPort: 53 };
const WEB: Flow = {
  source: '2001:db8::2',
  sourcePort: 50_000,
  destination: '2001:db8::1',
  destinationPort: 443,
};
const SIP = 'OPTIONS sip:a SIP/2.0\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Long lines are broken, each with the name of the program. */
function oneLine(text: string): string {
  return text.replace(/\s+(?:ims-esp: )?/g, ' ');
}

function written(frames: readonly Uint8Array[]): string {
  const path = join(folder, 'other.pcap');
  const records = frames.map((data, i) => ({ seconds: 1_700_000_000, nanoseconds: i * 1000, data }));
  writeFileSync(path, pcapFile(records, { linkType: 1 }));
  return path;
}

const dns = ethernet(ip(DNS, 17, udp(DNS, Uint8Array.of(1, 2, 3, 4))));
const web = ethernet(ip(WEB, 6, tcp(WEB, { sequence: 1 }, Uint8Array.of(0x16, 3, 1))));
const radio: Flow = { ...DNS, destinationPort: 4729 };
const gsm = ethernet(ip(radio, 17, udp(radio, gsmtap(0x0d, Uint8Array.of(0, 5, 0x20, 0x10)))));

test('nothing found: protocols, ports and what looked like a wrapper are named', async () => {
  const path = written([dns, dns, web, gsm, frame(0x0806, new Uint8Array(28))]);
  const { exitCode, stderr } = await ims(['decode', path]);
  expect(exitCode).toBe(0);
  expect(oneLine(stderr)).toContain(
    'hint: no SIP and no ESP was found; the 5 packets hold 3 UDP, 1 TCP, 1 frames without IP (ARP …), 1 GSMTAP with radio messages only; most packets were on udp 53 (2), tcp 443 (1)',
  );
  const { stdout } = await ims(['decode', '-T', 'json', path]);
  expect(JSON.parse(stdout.trim().split('\n').at(-1) as string).traffic).toEqual({
    ports: [
      { transport: 'udp', port: 53, packets: 2 },
      { transport: 'tcp', port: 443, packets: 1 },
    ],
  });
});

test('one message in a hundred packets', async () => {
  const sip = ethernet(ip(DNS, 17, udp({ ...DNS, destinationPort: 5060 }, latin1(SIP))));
  const { stderr } = await ims(['decode', written([sip, ...Array(99).fill(dns)])]);
  expect(oneLine(stderr)).toContain(
    'hint: 99 % of the packets are neither SIP nor ESP; the 100 packets hold',
  );
  expect((await run([written([sip, ...Array(98).fill(dns)])])).summary.traffic).toBeNull();
});

test('an empty capture', async () => {
  expect((await ims(['decode', written([])])).stderr).toContain('hint: the capture holds no packets');
});

test('a capture with SIP and ESP has no such hint', async () => {
  const { summary } = await run([fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap')]);
  expect(summary.traffic).toBeNull();
});
