import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { assertText, holds } from '../fuzz/checks.ts';
import { captureOf, ForgedRun, type RunShape, SHAPES } from '../support/captures/forged-run.ts';
import { ims } from '../support/programs/terminal.ts';
import type { Group } from './group.ts';

/* Places to write to that are none, are the input, or belong to somebody else. */

const COMMANDS: readonly (readonly [command: string, option: string, ...more: string[]])[] = [
  ['decode', '-w'],
  ['flow', '-o'],
  ['flow', '-o', '-T', 'svg'],
  ['report', '-o'],
  ['export', '-o', '--format', 'keys'],
  ['export', '-o', '--format', 'ip-xfrm'],
  ['wireshark', '-d'],
];

/** Makes the place and gives its path; `precious` is a file of the user's that must stay. */
const PLACES: readonly ((folder: string, capture: string, precious: string) => string)[] = [
  folder => join(folder, 'missing', 'deep', 'out'),
  folder => folder,
  () => '/dev/full',
  (_, capture) => capture,
  (folder, capture) => linkTo(folder, capture),
  folder => linkTo(folder, join(folder, 'nowhere', 'x')),
  folder => join(folder, 'x'.repeat(300)),
  folder => {
    const loop = join(folder, 'loop');
    symlinkSync(loop, loop);
    return loop;
  },
  (folder, _, precious) => {
    const locked = join(folder, 'locked');
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    return join(precious, 'below-a-file');
  },
];

function linkTo(folder: string, target: string): string {
  const link = join(folder, 'link');
  symlinkSync(target, link);
  return link;
}

export const OUTPUT_TARGETS: Group = {
  name: 'output targets',
  count: COMMANDS.length * PLACES.length,
  attack: async (number, folder, keep) => {
    const [command, option, ...more] = COMMANDS[number % COMMANDS.length] as (typeof COMMANDS)[number];
    const place = PLACES[Math.floor(number / COMMANDS.length)] as (typeof PLACES)[number];
    const own = join(folder, `${number}`);
    mkdirSync(own);
    const capture = join(own, 'capture.pcap');
    const precious = join(own, 'precious.txt');
    const bytes = captureOf(new ForgedRun(SHAPES[0] as RunShape).frames());
    writeFileSync(capture, bytes);
    writeFileSync(precious, 'mine');
    const path = place(own, capture, precious);
    keep('command', Buffer.from([command, capture, option, path, ...more].join(' ')));
    const { exitCode, stderr } = await ims([command, capture, option, path, ...more]);
    holds([0, 1, 2].includes(exitCode), () => `exit code ${exitCode}: ${stderr}`);
    holds(!/^\s+at |TypeError|RangeError/m.test(stderr), () => `an error that nobody foresaw: ${stderr}`);
    holds(exitCode === 0 || stderr.includes('ims-esp: '), () => `no reason: ${stderr}`);
    assertText('standard error', stderr);
    holds(readFileSync(capture).equals(bytes), () => 'the capture was written over');
    holds(readFileSync(precious, 'utf8') === 'mine', () => 'a file of the user was written over');
    holds(
      existsSync('/dev/full') === statSync('/dev/full').isCharacterDevice(),
      () => '/dev/full was replaced',
    );
  },
};
