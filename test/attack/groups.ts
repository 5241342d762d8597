import { IN_BROWSER } from './browser.ts';
import { HOSTILE_ESP, MUTATED, TRUNCATED } from './captures.ts';
import { FORGED } from './forgeries.ts';
import type { Group } from './group.ts';
import { hugeGroup } from './huge.ts';
import { KEY_FILES } from './key-files.ts';
import { LANE } from './lane.ts';
import { OUTPUT_TARGETS } from './output-targets.ts';

/** The attack from outside, repeated with its figures. */
export const GROUPS: readonly Group[] = [
  MUTATED,
  HOSTILE_ESP,
  TRUNCATED,
  KEY_FILES,
  OUTPUT_TARGETS,
  IN_BROWSER,
  FORGED,
  hugeGroup(1_000_000),
  LANE,
];
