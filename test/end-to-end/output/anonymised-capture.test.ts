import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { parseAddress } from '../../../src/bytes/address.ts';
import { FrameAnonymiser } from '../../../src/output/anonymise/frames/frame-anonymiser.ts';
import { Digests } from '../../../src/output/anonymise/messages/digests.ts';
import { Mapping } from '../../../src/output/anonymise/names/mapping.ts';
import { DecryptedCapture } from '../../../src/output/export/decrypted-capture.ts';
import { decrypt } from '../../support/captures/decrypted.ts';
import { concat } from '../../support/captures/pcap-file.ts';
import { FIXTURES, type LabCapture, labCaptures, labelOf, truthOf } from '../../support/programs/lab.ts';
import { hasTshark, tsharkOutput } from '../../support/programs/tshark.ts';

/** Anonymised captures: they have the verdicts of the decrypted capture, and nothing that names anybody. */
const folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function anonymise(path: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const capture = new DecryptedCapture({
    files: [path],
    application: 'test',
    write: bytes => pieces.push(bytes),
  });
  const mapping = new Mapping(Buffer.from('one secret'));
  const anonymiser = new FrameAnonymiser({ mapping, digests: new Digests(mapping) }, (frame, comment) =>
    capture.frame(frame, comment),
  );
  await analyse([{ name: path }], {
    on: { frame: frame => anonymiser.frame(frame), unreadable: () => {} },
  });
  anonymiser.end();
  capture.end();
  return concat(pieces);
}

interface Understood {
  readonly messages: readonly string[];
  readonly verdicts: readonly string[];
}

async function understood(bytes: Uint8Array): Promise<Understood> {
  const messages: string[] = [];
  const result = await analyse([{ name: 'capture', stream: new Blob([bytes]).stream() }], {
    diagnose: true,
    on: {
      sip: ({ message, frames }) => messages.push(`${frames.join()} ${message.method} ${message.status}`),
      unreadable: () => {},
    },
  });
  const verdicts = result.diagnosis.registrations.map(({ outcome, findings }) =>
    [outcome, ...findings.map(({ rule, confidence }) => `${rule} ${confidence}`)].join(', '),
  );
  return { messages, verdicts };
}

/** What the truth names: as text, and as octets where they are long enough not to occur by chance. */
function namesIn(capture: LabCapture): Map<string, Buffer> {
  const {
    addresses,
    realm,
    usim = [],
    sas,
    messages,
  } = JSON.parse(readFileSync(capture.path.replace(/\.[^./]+\.pcap$/, '.json'), 'utf8')) as {
    addresses: Record<string, string>;
    realm: string;
    usim?: { impi: string }[];
    sas: { ck: string; ik: string }[];
    messages: { call_id: string }[];
  };
  const names = new Map<string, Buffer>();
  const text = (value: string) => value.length >= 6 && names.set(value, Buffer.from(value, 'latin1'));
  text(realm);
  for (const address of Object.values(addresses)) {
    const octets = parseAddress(address);
    if (octets === null) continue;
    text(address);
    names.set(`${address} in octets`, Buffer.from(octets));
    text(Buffer.from(octets).toString('hex'));
  }
  for (const { impi } of usim) {
    text(impi);
    const imsi = impi.split('@')[0] ?? '';
    text(imsi);
    const digits = imsi.length % 2 === 0 ? imsi : `${imsi}f`;
    if (/^\d+f?$/.test(digits))
      names.set(`${imsi} in BCD`, Buffer.from(digits.replace(/(.)(.)/g, '$2$1'), 'hex'));
  }
  for (const { ck, ik } of sas)
    for (const key of [ck, ik].filter(one => one)) {
      text(key);
      names.set(`${key} in octets`, Buffer.from(key, 'hex'));
      text(Buffer.from(key, 'hex').toString('base64'));
    }
  for (const { call_id } of messages) text(call_id ?? '');
  return names;
}

const captures = labCaptures();
/** What is left of reordered ESP fragments is not in the anonymised capture. */
const hasStrayEsp = ({ name }: LabCapture) => name.startsWith('d03-');

describe('captures of the lab', () => {
  test.each(captures.map(capture => [labelOf(capture), capture] as const))('%s', async (_, capture) => {
    const shown = await anonymise(capture.path);
    for (const [name, octets] of namesIn(capture))
      expect(Buffer.from(shown).includes(octets), name).toBe(false);
    const { bytes } = await decrypt([capture.path]);
    const [before, after] = [await understood(bytes), await understood(shown)];
    if (!hasStrayEsp(capture)) expect(after).toEqual(before);
    else expect(after.messages.length).toBeGreaterThan(before.messages.length - 3);
    expect(truthOf(capture)).toBeDefined();
  });
});

const failures = readdirSync(join(FIXTURES, 'failures')).filter(name => name.endsWith('.pcap'));
const field = readdirSync(join(FIXTURES, 'field')).filter(name => name.endsWith('.pcap'));
/** HEP is not read here, so its frames are left out. */
const others = [
  ...failures.map(name => join(FIXTURES, 'failures', name)),
  ...field.filter(name => !name.startsWith('hep')).map(name => join(FIXTURES, 'field', name)),
];

describe('other captures keep their verdicts', () => {
  test.each(others)('%s', async path => {
    const { bytes } = await decrypt([path]);
    expect(await understood(await anonymise(path))).toEqual(await understood(bytes));
  });
});

describe.skipIf(!hasTshark)('tshark', () => {
  test.each(captures.map(capture => [labelOf(capture), capture] as const))('%s', async (_, capture) => {
    const path = join(folder, 'shown.pcapng');
    writeFileSync(path, await anonymise(capture.path));
    const fault = (layer: string) => `${layer}.checksum.status == 0`;
    const filter = ['_ws.malformed', ...['ip', 'udp', 'tcp', 'sctp', 'icmp', 'icmpv6'].map(fault)].join(
      ' || ',
    );
    const checks = ['ip', 'udp', 'tcp'].flatMap(layer => ['-o', `${layer}.check_checksum:TRUE`]);
    expect(tsharkOutput(folder, path, [...checks, '-o', 'sctp.checksum:crc32c', '-Y', filter])).toBe('');
  });
});
