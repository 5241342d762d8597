import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertText, holds } from '../fuzz/checks.ts';
import { Random } from '../fuzz/random.ts';
import { captureOf, ForgedRun, type RunShape, SHAPES } from '../support/captures/forged-run.ts';
import { ims } from '../support/programs/terminal.ts';
import type { Group } from './group.ts';

/* Files of keys as an attacker, an editor or a full disk leaves them. */

/** A key that belongs to the user: it must not be printed, whatever is wrong around it. */
const SECRET = '1f2e3d4c5b6a79880123456789abcdef';
const NONCE = Buffer.alloc(32, 5).toString('base64');

/** A right entry, by option. */
const ENTRIES: Readonly<Record<string, string>> = {
  keys: `[{"nonce":"${NONCE}","ck":"${SECRET}","ik":"${SECRET}"}]`,
  usim: `[{"imsi":"001010000000001","k":"${SECRET}","opc":"${SECRET}"}]`,
  'esp-sa': `"IPv4","10.0.0.2","10.0.0.1","0x00001010","AES-CBC [RFC3602]","0x${SECRET}","HMAC-SHA-1-96 [RFC2404]","0x${SECRET}"\n`,
  xfrm:
    'src 10.0.0.2 dst 10.0.0.1\n\tproto esp spi 0x00001010 reqid 1 mode transport\n' +
    `\tauth-trunc hmac(sha1) 0x${SECRET}00000000 96\n\tenc cbc(aes) 0x${SECRET}\n`,
  'pcscf-log': `x: WWW-Authenticate=Digest realm="ims", nonce="${NONCE}", algorithm=AKAv1-MD5, ck="${SECRET}", ik="${SECRET}"\n`,
};

/** What is done to it. */
const DAMAGES: readonly ((text: string) => string | Uint8Array)[] = [
  () => '',
  () => new Uint8Array(65_536),
  () => new Random(1).bytes(65_536),
  text => Buffer.from(`\ufeff${text}`, 'utf16le'),
  text => `\ufeff${text}`,
  text => text.replaceAll('\n', '\r'),
  text => text.slice(0, -SECRET.length / 2),
  text => `${text}\n${text.replaceAll(SECRET, `${SECRET}zz`)}\n${text.replaceAll('0', 'O')}`,
  text => text.replaceAll('"', '\u201d').replaceAll(':', '=').replaceAll(',', '\u2028'),
  () => '['.repeat(200_000),
  text => `${text}\u001b[2J\u202e${'x'.repeat(1_000_000)} ${SECRET}`,
];

interface KeyFile {
  readonly option: string;
  /** Puts it into the folder and gives its path. */
  readonly put: (folder: string) => string;
}

const FILES: readonly KeyFile[] = [
  ...Object.entries(ENTRIES).flatMap(([option, text]) =>
    DAMAGES.map(
      (damage): KeyFile => ({
        option,
        put: folder => {
          const path = join(folder, 'keys.txt');
          writeFileSync(path, damage(text));
          return path;
        },
      }),
    ),
  ),
  { option: 'keys', put: folder => join(folder, 'missing') },
  {
    option: 'usim',
    put: folder => {
      mkdirSync(join(folder, 'folder'), { recursive: true });
      return join(folder, 'folder');
    },
  },
  {
    option: 'xfrm',
    put: folder => {
      const path = join(folder, 'loop');
      symlinkSync(path, path);
      return path;
    },
  },
  { option: 'keys', put: () => '/dev/zero' },
];

export const KEY_FILES: Group = {
  name: 'key files',
  count: FILES.length,
  attack: async (number, folder, keep) => {
    const { option, put } = FILES[number] as KeyFile;
    const capture = join(folder, 'capture.pcap');
    writeFileSync(capture, captureOf(new ForgedRun(SHAPES[0] as RunShape).frames()));
    const path = put(folder);
    keep('option', Buffer.from(`--${option} ${path}`));
    const { exitCode, stdout, stderr } = await ims(['decode', capture, `--${option}`, path]);
    holds([0, 1, 2].includes(exitCode), () => `exit code ${exitCode}: ${stderr}`);
    holds(
      !/^\s+at |call stack|RangeError|TypeError/m.test(stderr),
      () => `an error that nobody foresaw: ${stderr}`,
    );
    holds(stderr.length < 20_000, () => `${stderr.length} characters on standard error`);
    assertText('standard error', stderr);
    for (const text of [stdout, stderr])
      holds(!text.toLowerCase().includes(SECRET.slice(0, 16)), () => `a key of the file is printed: ${text}`);
    // A file that is refused ends the run before anything is printed.
    if (exitCode !== 1)
      holds(stdout.trim().split('\n').length === 8, () => `expected 8 messages, found ${stdout}`);
  },
};
