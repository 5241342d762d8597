import { endpointText } from '../../bytes/address.ts';
import { spiText, toHex } from '../../bytes/hex.ts';
import { printable } from '../../bytes/printable.ts';
import { espKeysOfSa } from '../../ipsec/esp-keys.ts';
import { missingSequences } from '../../ipsec/sa-counts.ts';
import type { SaSet, SecurityAssociation } from '../../model/security-association.ts';
import { HostNames } from '../names/host-names.ts';
import { keySourceOf, suiteOfSa } from '../text/sa-facts.ts';
import type { UnagreedSpi } from './unagreed-spis.ts';

/** The columns of the table, in its order. */
export const COLUMNS = [
  'set',
  'SA',
  'source',
  'destination',
  'SPI',
  'alg',
  'ealg',
  'state',
  'keys',
  'packets',
  'good',
  'bad',
  'no key',
  'unchecked',
  'dup',
  'gaps',
  'frames',
  'encryption key',
  'authentication key',
] as const;
export type Column = (typeof COLUMNS)[number];

/** The cells of a row, ready for a terminal. */
export type Row = Readonly<Record<Column, string>>;

/** One SA. */
export function saRow(set: SaSet, sa: SecurityAssociation, showKeys: boolean, hosts = NO_NAMES): Row {
  const suite = suiteOfSa(sa);
  const keys = showKeys ? espKeysOfSa(sa) : null;
  return {
    set: `${set.id}${set.generation > 1 ? ` (gen ${set.generation})` : ''}`,
    SA: sa.name,
    source: endpointText(hosts.of(sa.source), sa.sourcePort),
    destination: endpointText(hosts.of(sa.destination), sa.destinationPort),
    SPI: spiText(sa.spi),
    alg: printable(suite?.alg ?? '?'),
    ealg: printable(suite?.ealg ?? '?'),
    state: sa.recovered ? `${set.state} (recovered)` : set.state,
    keys: keySourceOf(sa),
    packets: `${sa.packets}`,
    good: `${sa.icvGood}`,
    bad: `${sa.icvBad}`,
    'no key': `${sa.noKey}`,
    unchecked: `${sa.unchecked - sa.noKey}`,
    dup: `${sa.duplicates}`,
    gaps: `${missingSequences(sa)}`,
    frames: sa.firstFrame === null ? '-' : `${sa.firstFrame}–${sa.lastFrame}`,
    'encryption key': keyText(keys?.encryption),
    'authentication key': keyText(keys?.authentication),
  };
}

/** One SPI without an agreement. */
export function spiRow(unagreed: UnagreedSpi, hosts = NO_NAMES): Row {
  return {
    set: '-',
    SA: '-',
    source: hosts.of(unagreed.source),
    destination: hosts.of(unagreed.destination),
    SPI: spiText(unagreed.spi),
    alg: '?',
    ealg: '?',
    state: 'no agreement',
    keys: 'none',
    packets: `${unagreed.packets}`,
    good: '0',
    bad: '0',
    'no key': `${unagreed.packets}`,
    unchecked: '0',
    dup: `${unagreed.duplicates}`,
    gaps: '-',
    frames: `${unagreed.firstFrame}–${unagreed.lastFrame}`,
    'encryption key': '-',
    'authentication key': '-',
  };
}

const NO_NAMES = new HostNames();

function keyText(key: Uint8Array | null | undefined): string {
  return key ? toHex(key) : '-';
}
