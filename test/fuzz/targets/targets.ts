import type { CommandRuns } from '../commands.ts';
import { DNS_STREAM, GTP, LOOKUP, NAS, NGAP, S1AP } from './access.ts';
import { captureTarget } from './capture.ts';
import { READER, UNPACK } from './captures.ts';
import { DIAMETER, DIAMETER_STREAM } from './diameter.ts';
import { ESP, ESP_TRAILER } from './esp.ts';
import { KEY_FILES, MARKED_BLOCK } from './files.ts';
import { LANE } from './lane.ts';
import { FRAMES, HEP, INFLATE, LINK } from './network.ts';
import { DIGEST, KEY_GATE, SECURITY_AGREEMENT, SIP, SIP_STREAM } from './sip.ts';
import type { Target } from './target.ts';
import { ARGUMENTS, FILTER, GLOB } from './words.ts';

/**
 * Everything that is fuzzed: the whole library on captures, then parsers by themselves, which see a hundred times as many
 * inputs. A new one is a row here; two ways to the same result are compared in the `run` of a target.
 */
export function allTargets(commands: CommandRuns | null): readonly Target<unknown>[] {
  const targets = [
    captureTarget(commands),
    ...[SIP, SIP_STREAM, SECURITY_AGREEMENT, DIGEST, KEY_GATE],
    ...[DIAMETER, DIAMETER_STREAM],
    ...[GTP, S1AP, NGAP, NAS, LOOKUP, DNS_STREAM],
    ...[READER, UNPACK, LINK, FRAMES, HEP, INFLATE],
    ...[ESP, ESP_TRAILER, LANE],
    ...KEY_FILES,
    ...[FILTER, GLOB, ARGUMENTS, MARKED_BLOCK],
  ];
  // Each one is given only inputs that it made itself.
  return targets as unknown as readonly Target<unknown>[];
}
