import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { anonymiserWith } from '../../../src/cli/inputs/anonymise-key.ts';
import { ALICE, outputFrame } from '../../support/captures/anonymised.ts';
import { ip, udp } from '../../support/captures/packets.ts';

const folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FLOW = { source: '10.0.0.1', sourcePort: 5060, destination: '10.0.0.2', destinationPort: 5060 };

function shownWith(secret: string | undefined): string {
  const path = join(folder, 'secret');
  if (secret !== undefined) writeFileSync(path, secret);
  const frames: Uint8Array[] = [];
  const anonymiser = anonymiserWith(secret === undefined ? undefined : path)(({ data }) => frames.push(data));
  anonymiser.frame(outputFrame(ip(FLOW, 17, udp(FLOW, ALICE))));
  anonymiser.end();
  return Buffer.from(frames[0] as Uint8Array).toString('latin1');
}

test('the same secret gives the same replacements, whatever line end it has', () => {
  expect(shownWith('a secret of some length\n')).toBe(shownWith('a secret of some length'));
  expect(shownWith('a secret of some length')).not.toBe(shownWith('another one of some length'));
});

test('without a file every run has its own', () => {
  expect(shownWith(undefined)).not.toBe(shownWith(undefined));
});

test('a secret that can be guessed is refused, and a file that is not there', () => {
  expect(() => shownWith('short\n')).toThrow(/expected at least 16 octets .* found 5/);
  expect(() => anonymiserWith(join(folder, 'none'))).toThrow(/--anonymise-key: cannot read/);
});
