import { expect, test } from 'vitest';
import type { EspEvent } from '../../../src/analysis/events/esp-event.ts';
import type { SipEvent } from '../../../src/analysis/events/sip-event.ts';
import type { Protection } from '../../../src/model/protection.ts';
import { TextLines } from '../../../src/output/text/text-lines.ts';
import type { TimeFormat } from '../../../src/output/time/time-column.ts';
import { saSets } from '../../support/captures/sa-set.ts';
import { sipEvent } from '../../support/events/sip-event.ts';

const plain = (_tone: string, text: string) => text;
const [set] = saSets({});
const inside: Protection = { spi: 4444, sequence: 9, icv: 'good', sa: set?.sas[0] ?? null, tunnel: false };

function lines(options: { files?: string[]; verbose?: boolean; width?: number; time?: TimeFormat } = {}): {
  sip(event: SipEvent): string;
} {
  const text = new TextLines({
    files: options.files ?? ['a.pcap'],
    verbose: options.verbose ?? false,
    width: options.width ?? null,
    time: options.time ?? 'r',
    paint: plain,
  });
  text.begin(1_700_000_000, 23_000_000);
  return { sip: event => [...text.sip(event)].join('') };
}

test('an unprotected request: frame, time since the first frame, ends, method, Call-ID', () => {
  const line = lines().sip(sipEvent(['REGISTER sip:ims SIP/2.0', 'Call-ID: a@ue']));
  expect(line).toMatch(
    /^ {5}7 {5}0\.100000 {2}10\.0\.0\.2:5060 +→ 10\.0\.0\.1:5060 +unprotected +REGISTER +- +a@ue\n$/,
  );
});

test('a response inside ESP: SA and ICV, status, reason and method', () => {
  const event = sipEvent(['SIP/2.0 200 OK', 'Call-ID: a@ue', 'CSeq: 2 REGISTER'], { protection: inside });
  expect(lines().sip(event)).toMatch(/ uc->ps good +200 OK \(REGISTER\) +- +a@ue\n$/);
});

test('a bad ICV stands out, and an SPI without SA is named by itself', () => {
  const bad = sipEvent(['OPTIONS sip:a SIP/2.0'], { protection: { ...inside, icv: 'bad' } });
  expect(lines().sip(bad)).toContain('uc->ps BAD');
  const unknown = sipEvent(['OPTIONS sip:a SIP/2.0'], {
    protection: { ...inside, sa: null, icv: 'unchecked' },
  });
  expect(lines().sip(unknown)).toContain('0x0000115c unchecked');
});

test('a time before the first frame is negative', () => {
  const event = sipEvent(['OPTIONS sip:a SIP/2.0'], { milliseconds: 1_699_999_999_999 });
  expect(lines().sip(event)).toContain(' -0.024000 ');
});

test('several files: the frame says which', () => {
  expect(lines({ files: ['a.pcap', 'b.pcap'] }).sip(sipEvent(['OPTIONS sip:a SIP/2.0']))).toContain(
    'a.pcap:7 ',
  );
});

test('several files: names without their folder where that is enough, of one width, with controls escaped', () => {
  const event = sipEvent(['OPTIONS sip:a SIP/2.0']);
  expect(lines({ files: ['x/a.pcap', 'x/longer\u001b.pcap'] }).sip(event)).toMatch(/^ {14}a\.pcap:7 /);
  expect(lines({ files: ['x/longer\u001b.pcap', 'b'] }).sip(event)).toMatch(/^ {5}longer\\x1b\.pcap:7 /);
  expect(lines({ files: ['x/a.pcap', 'y/a.pcap'] }).sip(event)).toContain(' x/a.pcap:7 ');
});

test('verbose prints the frames, the ESP packet and the message, with controls escaped', () => {
  const event = sipEvent(['OPTIONS sip:a SIP/2.0', 'Call-ID: a\u001b[2J'], {
    protection: inside,
    frames: [5, 6],
  });
  const text = lines({ verbose: true }).sip(event);
  expect(text).toContain('ESP SPI 0x0000115c sequence 9 ICV good, transport mode\n');
  expect(text).toContain('frames 5 6\n');
  expect(text).toContain('        OPTIONS sip:a SIP/2.0\n        Call-ID: a\\x1b[2J\n');
  expect(text).not.toContain('\u001b');
});

test('an SA that a user gave is named by its SPI', () => {
  const sa = { ...(set?.sas[0] as NonNullable<Protection['sa']>), name: 'unknown' } as const;
  const event = sipEvent(['OPTIONS sip:a SIP/2.0'], { protection: { ...inside, sa } });
  expect(lines().sip(event)).toContain('0x0000115c good');
});

test('a message that was cut says so', () => {
  const event = sipEvent(['OPTIONS sip:a SIP/2.0'], { cut: true });
  expect(lines().sip(event)).toContain(' OPTIONS [cut] ');
  expect(lines({ verbose: true }).sip(event)).toContain('cut by the snap length');
});

const INVITE = [
  'INVITE sip:peer@10.0.0.9:5060 SIP/2.0',
  'From: "Bob" <sip:+15551230001@ims>;tag=1',
  'To: <tel:+15551230002>',
  'Call-ID: 4f7a9e21@10.0.0.2',
  'CSeq: 1 INVITE',
];

test('the users of From, To and Request-URI', () => {
  expect(lines().sip(sipEvent(INVITE))).toMatch(
    / INVITE +\+15551230001 → \+15551230002 \(peer\) +4f7a9e21@10\.0\.0\.2\n$/,
  );
});

test('a terminal with few columns gets a line that fits, without Call-ID, ports and reasons', () => {
  const event = sipEvent(INVITE, { protection: inside });
  expect(lines({ width: 80 }).sip(event)).toBe(
    '     7   0.100000 10.0.0.2 → 10.0.0.1     uc->ps INVITE        +15…001 → +15…002\n',
  );
  expect(lines({ width: 120 }).sip(event)).toBe(
    '     7     0.100000  10.0.0.2:5060 → 10.0.0.1:5060      uc->ps good  INVITE         +15551230001 → +15551230002 (peer)\n',
  );
  expect(lines({ width: 200 }).sip(event)).toMatch(/ {2}4f7a9e21@10\.0\.0\.2\n$/);
});

test('in few columns a good ICV is not named, but any other is, and the code of a response is enough', () => {
  const status = (icv: 'bad' | 'unchecked' | null) =>
    lines({ width: 80 }).sip(
      sipEvent(['SIP/2.0 403 HSS User Unknown', 'CSeq: 2 REGISTER'], {
        protection: icv === null ? null : { ...inside, icv },
      }),
    );
  expect(status('bad')).toContain(' uc->ps BAD 403 REGISTER ');
  expect(status('unchecked')).toContain(' uc->ps ? 403 REGISTER ');
  expect(status(null)).toContain('  - ');
});

test('no line is wider than the terminal', () => {
  const long = 'x'.repeat(500);
  const event = sipEvent([
    `SIP/2.0 200 ${long}`,
    `From: sip:${long}@ims`,
    `To: sip:a${long}@ims`,
    `Call-ID: ${long}`,
    'CSeq: 1 INVITE',
  ]);
  for (const width of [1, 20, 40, 80, 120, 160, 200])
    expect(lines({ width, files: ['a-long-name.pcap', 'another-name.pcapng'] }).sip(event)).toHaveLength(
      width + 1,
    );
});

test('messages of one Call-ID have one colour', () => {
  const text = new TextLines({
    files: ['a'],
    verbose: false,
    width: null,
    time: 'r',
    paint: tone => `<${tone}>`,
  });
  const tones = ['a@x', 'b@x', 'a@x'].map(callId =>
    [...text.sip(sipEvent(['OPTIONS sip:a SIP/2.0', `Call-ID: ${callId}`]))].join(''),
  );
  expect(tones[0]).toBe(tones[2]);
  expect(tones[0]).not.toBe(tones[1]);
});

test('a closed ESP packet: SA or SPI, why, SPI and sequence number', () => {
  const text = new TextLines({ files: ['a'], verbose: false, width: 120, time: 'r', paint: plain });
  text.begin(1_700_000_000, 0);
  const packet: EspEvent = {
    file: 0,
    frame: 12,
    seconds: 1_700_000_001,
    nanoseconds: 0,
    source: '10.0.0.2',
    destination: '10.0.0.1',
    spi: 4444,
    sequence: 9,
    sa: set?.sas[0] ?? null,
    outcome: 'no-key',
    icvBad: false,
  };
  expect(text.esp(packet)).toMatch(
    /^ {4}12 {5}1\.000000 {2}10\.0\.0\.2 → 10\.0\.0\.1 +uc->ps +ESP no key +0x0000115c seq 9\n$/,
  );
  expect(text.esp({ ...packet, sa: null, outcome: 'unknown-spi' })).toMatch(/ 0x0000115c +ESP unknown SPI /);
  expect(text.esp({ ...packet, outcome: 'decoded' })).toBeNull();
});
