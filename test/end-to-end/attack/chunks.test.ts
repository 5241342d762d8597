import { createReadStream, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import type { SipEvent } from '../../../src/analysis/events/sip-event.ts';
import type { Issue } from '../../../src/model/issue.ts';
import { fixture } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

const CAPTURES = [
  'attack/base.pcap',
  'attack/nocid-one.pcap',
  'attack/sem-S1-forged401-before-8.pcap',
  'attack/sem-S8a2-forged-403-clear-after-real200.pcap',
  'attack/tcp-overlap-forgedMessage.pcap',
  'b31-v4-udp-wrong-ik.sll2.pcap',
];

/** Everything that is found, in the order in which it is found. */
async function found(name: string, chunk: number | null) {
  const all: string[] = [];
  const on = {
    sip: ({ message, origin, frames }: SipEvent) => {
      all.push(`${origin.frame} ${frames.join()} ${origin.protection?.icv} ${message.startLine}`);
    },
    issue: ({ code, frame, message }: Issue) => {
      all.push(`${code} ${frame} ${message}`);
    },
  };
  const stream = createReadStream(name, { highWaterMark: chunk ?? 65_536 });
  const input = chunk === null ? { name } : { name, stream };
  const { summary, diagnosis, sets } = await analyse([input], { diagnose: true, on });
  stream.destroy();
  const { seconds: _, ...counts } = summary as typeof summary & { seconds?: number };
  const sas = sets.map(set =>
    set.sas.map(({ spi, packets, icvGood, icvBad }) => [spi, packets, icvGood, icvBad]),
  );
  const findings = diagnosis.registrations.map(({ verdict, outcome, findings: some }) => [
    verdict,
    outcome,
    some.map(({ rule, detail, confidence }) => [rule, detail, confidence]),
  ]);
  // As text: the order of counts counts too.
  return {
    all,
    counts: JSON.stringify(counts, (_name, value) => (typeof value === 'bigint' ? `${value}` : value)),
    sas,
    findings,
  };
}

describe.each(CAPTURES)('%s gives the same as a file', name => {
  test.each([1, 7, 4096, 65_536])('in chunks of %i bytes of a pipe', async chunk => {
    expect(await found(fixture(name), chunk)).toEqual(await found(fixture(name), null));
  });
});

const COMMANDS = [
  ['decode'],
  ['decode', '-V'],
  ['decode', '-T', 'json'],
  ['decode', '-T', 'fields', '-e', 'frame.number', '-e', 'sip.CSeq', '-e', 'ims.sa'],
  ['sas'],
  ['diagnose'],
  ['diagnose', '-T', 'json'],
  ['flow'],
];

describe.each(CAPTURES)('%s: each command prints the same', name => {
  const path = fixture(name);

  test.each(COMMANDS)('%s %s %s, issues and summary too', async (...argv) => {
    const command = argv.filter(word => word !== undefined);
    const file = await ims([...command, path]);
    for (const chunk of [7, 1500, 65_536]) {
      const { exitCode, stdout, stderr } = await ims([...command, '-'], readFileSync(path), chunk);
      expect([exitCode, named(stdout, '"-"'), named(stderr, 'ims-esp: -')]).toEqual([
        file.exitCode,
        named(file.stdout, `"${path}"`),
        named(file.stderr, `ims-esp: ${path}`),
      ]);
    }
  });
});

/** The text with another word for the name of the input. */
function named(text: string, name: string): string {
  return text.replaceAll(name, 'INPUT');
}
