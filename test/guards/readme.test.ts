import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/programs/root.ts';

const lines = readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n');

test('the README is short', () => {
  expect(lines.length).toBeLessThanOrEqual(121);
});

test('the README names the two commands to begin with, as .ci/run and others read them', () => {
  expect(lines).toContain('npm ci && npm test');
  expect(lines).toContain(
    'npm ci && npm run build && node bin/ims-esp.js decode fixtures/a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap',
  );
});
