import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CORE_FIELDS } from '../../../../src/output/fields/core/core-fields.ts';
import { coreScript } from '../../../support/access/core-script.ts';
import { altered } from '../../../support/captures/altered.ts';
import { captureOf, coreValuesOf } from '../../../support/events/core-values.ts';
import { SHARED } from '../../../support/programs/lab.ts';
import { hasTshark } from '../../../support/programs/tshark.ts';

/** Values of each frame by field. */
type Frames = Map<number, Record<string, string[]>>;

const NAMES = CORE_FIELDS.map(({ name }) => name);

/** Others have some of these fields, too: IMSIs are in the JSON of 5GC. */
const OURS = 'gtpv2 || gtp.message != 255 || s1ap || ngap || diameter || dns || dhcp || dhcpv6 || isakmp';

/** tshark names GTP-U so too, and shows these identities of some procedures twice. */
const GTP_V1 = NAMES.filter(name => name.startsWith('gtp.'));
/** A list of associations, which is not read. */
const RESET = '14';

const TWICE = new Set(['s1ap.MME_UE_S1AP_ID', 's1ap.ENB_UE_S1AP_ID']);

function tshark(argv: readonly string[]): string {
  return execFileSync('tshark', argv, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

function theirs(file: string): Frames {
  const output = tshark([
    ...[
      '-n',
      '-r',
      file,
      '-o',
      'nas-5gs.null_decipher:TRUE',
      '-d',
      'tcp.port==3871,diameter',
      '-Y',
      OURS,
      '-T',
      'fields',
    ],
    ...['-E', 'separator=|', '-E', 'aggregator=^', '-e', 'frame.number'],
    ...NAMES.flatMap(name => ['-e', name]),
  ]);
  const frames: Frames = new Map();
  for (const line of output.split('\n').filter(text => text !== '')) {
    const [frame, ...columns] = line.split('|');
    const values: Record<string, string[]> = {};
    for (const [i, name] of NAMES.entries()) if (columns[i]) values[name] = columns[i].split('^');
    if (values['gtp.message']?.includes('0xff')) for (const name of GTP_V1) delete values[name];
    if (values['s1ap.procedureCode']?.includes(RESET)) for (const name of TWICE) delete values[name];
    if (Object.keys(values).length > 0) frames.set(Number(frame), compared(values));
  }
  return frames;
}

/** All messages of a frame together, as tshark has them. */
async function ours(file: string): Promise<Frames> {
  const frames: Frames = new Map();
  for (const { frame, values } of await coreValuesOf({ name: file })) {
    const all = frames.get(frame) ?? {};
    for (const [name, some] of Object.entries(values)) all[name] = [...(all[name] ?? []), ...some];
    frames.set(frame, all);
  }
  return new Map([...frames].map(([frame, values]) => [frame, compared(values)]));
}

function compared(values: Record<string, string[]>): Record<string, string[]> {
  const all = Object.entries(values);
  return Object.fromEntries(all.map(([name, some]) => [name, TWICE.has(name) ? [...new Set(some)] : some]));
}

async function differing(file: string): Promise<unknown[]> {
  const [own, other] = [await ours(file), theirs(file)];
  const all = [...new Set([...own.keys(), ...other.keys()])];
  return all.flatMap(frame =>
    NAMES.map(name => [frame, name, own.get(frame)?.[name] ?? [], other.get(frame)?.[name] ?? []]).filter(
      ([, , one, next]) => JSON.stringify(one) !== JSON.stringify(next),
    ),
  );
}

const FOLDER = join(SHARED, 'public');
const CAPTURES = (existsSync(FOLDER) ? readdirSync(FOLDER) : []).filter(name =>
  /^(?:open5gs-.*|scapy-ikev2_nat_t)\.pcapng$|^tcpdump-isakmp4500\.pcap$/.test(name),
);

describe.skipIf(!hasTshark)('fields of messages that are no SIP', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('tshark has them all', () => {
    const known = new Set(
      tshark(['-G', 'fields'])
        .split('\n')
        .map(line => line.split('\t')[2]),
    );
    expect(NAMES.filter(name => !known.has(name))).toEqual([]);
  });

  test.each(CAPTURES.map(name => [name]))('%s: the values of tshark, frame by frame', async name => {
    expect(await differing(join(FOLDER, name))).toEqual([]);
  });

  test('a frame of each kind that these captures have not: the values of tshark', async () => {
    const file = join(folder, 'script.pcap');
    writeFileSync(file, captureOf(coreScript()));
    expect(await differing(file)).toEqual([]);
  });

  /** Siblings of the captures: octets replaced wherever they stand. */
  test.skipIf(CAPTURES.length === 0).each([
    ['0012H asked for instead of 000CH', 'ipsec_reg', { '000c00000d00': '001200000d00' }],
    ['another P-CSCF', 'ipsec_reg', { '000c040a048015': '000c040a048063' }],
    ['no P-CSCF, but 0010H', 'ipsec_reg', { '000c040a048015': '0010040a048015' }],
    ['ESM cause 51', 'ipsec_reg', { '8e583227': '8e583327' }],
    ['another UE address', 'ipsec_reg', { '01c0a86505': '01c0a86563' }],
    ['another APN', 'ipsec_reg', { '03696d73': '03696d7a' }],
    ['GTPv2 cause 93', 'ipsec_reg', { '02000200100057': '020002005d0057' }],
    [
      'Rx refused with 5065',
      'nonipsec_to_ipsec_call',
      { '0000010c4000000c000007d1': '0000010c4000000c000013c9' },
    ],
    ['bearer refused', 'volte', { '020002001000': '020002006e00' }],
    ['another DNN', '5g-roaming-hr', { '08696e7465726e6574': '08696d732d74657374' }],
  ])('%s in %s: the values of tshark', async (_, name, changes) => {
    const file = join(folder, 'sibling.pcapng');
    const { stream } = altered(join(FOLDER, `open5gs-${name}.pcapng`), changes);
    writeFileSync(file, new Uint8Array(await new Response(stream as ReadableStream).arrayBuffer()));
    expect(await differing(file)).toEqual([]);
  });

  test.skipIf(CAPTURES.length === 0)('each has a value in one of them', async () => {
    const file = join(folder, 'script.pcap');
    writeFileSync(file, captureOf(coreScript()));
    const seen = new Set<string>();
    for (const one of [file, ...CAPTURES.map(name => join(FOLDER, name))])
      for (const { values } of await coreValuesOf({ name: one }))
        for (const name of Object.keys(values)) seen.add(name);
    expect(NAMES.filter(name => !seen.has(name))).toEqual([]);
  });
});
