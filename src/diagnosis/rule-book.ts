import type { Rule } from './rule.ts';
import { ueSilent } from './rules/r01-ue-silent.ts';
import { icvBad } from './rules/r12-icv-bad.ts';
import { securityVerifyDiffers } from './rules/r37-security-verify-differs.ts';

/** All rules, in the order of the catalogue. */
export const RULES: readonly Rule[] = [ueSilent, icvBad, securityVerifyDiffers];
