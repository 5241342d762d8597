import { spiText } from '../bytes/hex.ts';
import { keyName } from '../ipsec/crypto/key-pool.ts';
import { SEARCHED_METHODS } from '../ipsec/decrypt/key-search.ts';
import type { SaDatabase, UnexplainedSpi } from '../ipsec/sa-database.ts';
import type { Issue, Report } from '../model/issue.ts';
import type { KeyMaterial } from '../model/security-association.ts';

/**
 * Reports at the end of a capture: given keys that verify nothing, ESP without a matching key, and a search for keys
 * that stopped at its bound.
 */
export function reportKeyFacts(database: SaDatabase, given: readonly KeyMaterial[], report: Report): void {
  const { packets, malformed, truncated } = database.statistics;
  if (packets > malformed + truncated) reportUnused(database, given, report);
  const spis = [...database.unexplained()].sort(({ search: a }, { search: b }) =>
    a.file === b.file ? a.frame - b.frame : a.file - b.file,
  );
  for (const spi of spis) report(unexplainedIssue(spi));
  if (database.searchExhausted)
    report({
      ...ABOUT_ESP,
      code: 'key-search-limit',
      message: `the search for keys of ESP without an agreement stopped after ${database.searchTrials} trials`,
    });
}

const ABOUT_ESP = { layer: 'esp', damage: false, file: null, frame: null, offset: null } as const;

function reportUnused(database: SaDatabase, given: readonly KeyMaterial[], report: Report): void {
  if (given.length === 0) return;
  const used = new Set(Array.from(database.keysInUse(), keyName));
  for (const [index, key] of given.entries()) {
    if (used.has(keyName(key))) continue;
    const which = given.length === 1 ? '' : ` number ${index + 1}`;
    const message = `the given CK and IK${which} verify no ESP packet of the capture`;
    report({ ...ABOUT_ESP, code: 'key-unused', message });
  }
}

function unexplainedIssue({ spi, packets, search }: UnexplainedSpi): Issue {
  const { source, destination, file, frame } = search;
  const what = `${packets} ESP packet${packets === 1 ? '' : 's'} from ${source} to ${destination} with SPI ${spiText(spi)}`;
  const message = `${what}: no agreement in the capture, and ${triedText(search)}`;
  return { ...ABOUT_ESP, code: 'spi-unexplained', file, frame, message };
}

function triedText({ to, limited }: UnexplainedSpi['search']): string {
  if (to === 0) return 'no key is known';
  const keys = `${limited ? 'not all of ' : ''}${to} key${to === 1 ? '' : 's'}`;
  return `no key fits (tried ${keys} × ${SEARCHED_METHODS.length} algorithms)`;
}
