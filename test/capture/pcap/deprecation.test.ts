import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BUILT, isBuilt } from '../../support/programs/built.ts';
import { fixture } from '../../support/programs/lab.ts';

test.skipIf(!isBuilt)('a run with deprecations as errors reads a pcap to its end', () => {
  const flags = ['--throw-deprecation', '--pending-deprecation'];
  const argv = [
    join(BUILT, 'cli/entry.js'),
    'sas',
    '-q',
    fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap'),
  ];
  expect(execFileSync(process.execPath, [...flags, ...argv], { encoding: 'utf8' })).toContain('uc->ps');
});
