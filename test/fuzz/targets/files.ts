import { parseGivenKeys } from '../../../src/aka/key-file.ts';
import { parseUsims } from '../../../src/aka/usim-file.ts';
import { parseEspSa } from '../../../src/ipsec/given/esp-sa-file.ts';
import { parseXfrmStates } from '../../../src/ipsec/given/xfrm-states.ts';
import type { KeyFile } from '../../../src/model/key-file.ts';
import { hasBlock, withBlock } from '../../../src/output/wireshark/marked-block.ts';
import { parsePcscfLog } from '../../../src/registration/pcscf-log.ts';
import { assertText, holds } from '../checks.ts';
import { TEXTS } from '../command-line.ts';
import { mutatedDigest } from '../mutate-text.ts';
import { keyFiles, latin1Bytes, latin1Text } from './seeds.ts';
import { byteTarget, type Target } from './target.ts';

/** A file of keys: what is wrong is said by place, in one line, and without what may be a key. */
function keyFileTarget(
  name: string,
  parse: (text: string) => KeyFile<unknown>,
  seeds: () => readonly Uint8Array[],
): Target<Uint8Array> {
  return byteTarget({
    name,
    seeds: () => [...seeds(), ...(TEXTS[name] === undefined ? [] : [latin1Bytes(TEXTS[name])])],
    longest: 1500,
    mutations: name === 'pcscf-log' ? [mutatedDigest] : [],
    run: bytes => {
      const text = latin1Text(bytes);
      const { entries, issues } = parse(text);
      const most = 2 * text.length + 2;
      holds(
        entries.length + issues.length <= most,
        () => `${entries.length} entries of ${text.length} characters`,
      );
      for (const { place, reason } of issues) {
        assertText('a place', place, false);
        holds(reason.length < 1000, () => `a reason of ${reason.length} characters`);
        holds(!/[0-9a-f]{32}/i.test(reason), () => `a reason with a key: ${reason}`);
      }
    },
  });
}

export const KEY_FILES: readonly Target<Uint8Array>[] = [
  keyFileTarget('keys', parseGivenKeys, () => keyFiles('keys')),
  keyFileTarget('usim', parseUsims, () => keyFiles('usim')),
  keyFileTarget('esp-sa', parseEspSa, () => keyFiles('esp-sa')),
  keyFileTarget('xfrm', parseXfrmStates, () => []),
  keyFileTarget('pcscf-log', parsePcscfLog, () => []),
];

/** A file of the user's, in which a block of ours is replaced: his lines stay, and twice is the same as once. */
export const MARKED_BLOCK = byteTarget({
  name: 'marked-block',
  seeds: () =>
    ['', 'a\nb\n', 'a\r\nb\r\n', withBlock('a\nb', 'x\n', 'last'), withBlock('a\n', 'x\n', 'first')].map(
      latin1Bytes,
    ),
  longest: 600,
  run: bytes => {
    const file = latin1Text(bytes);
    const place = (bytes.length & 1) === 0 ? 'first' : 'last';
    const once = withBlock(file, 'line\n', place);
    holds(hasBlock(once), () => 'no block');
    holds(withBlock(once, 'line\n', place) === once, () => 'twice is not the same as once');
  },
});
