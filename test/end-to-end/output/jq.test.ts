import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixture } from '../../support/programs/lab.ts';
import { ROOT } from '../../support/programs/root.ts';
import { ims } from '../../support/programs/terminal.ts';

const hasJq = spawnSync('jq', ['--version']).status === 0;

/** The last two cells of each row: a command, and what jq gets. */
const ROWS = [
  ...readFileSync(join(ROOT, 'docs/json.md'), 'utf8').matchAll(/\| `(\w+)` \| `jq ((?:\\\||[^|`])+)` \|$/gm),
].map(([, command = '', line = '']) => [command, line.replaceAll('\\|', '|')] as const);

test('the documentation has rows', () => {
  expect(ROWS).toHaveLength(7);
});

test.skipIf(!hasJq).each(ROWS)('%s | jq %s', async (command, line) => {
  const { stdout } = await ims([command, '-q', '-T', 'json', fixture('b31-v4-udp-wrong-ik.sll2.pcap')]);
  const run = spawnSync('sh', ['-c', `jq ${line}`], { input: stdout, encoding: 'utf8' });
  expect(run).toMatchObject({ status: 0, stderr: '' });
  expect(run.stdout).not.toBe('');
});
