import type { Arp, BitRates } from '../../access/facts.ts';
import { spiText, toHex } from '../../bytes/hex.ts';
import { printable } from '../../bytes/printable.ts';
import { mobilityText } from '../../diagnosis/evidence/access/pdn-text.ts';
import type { FrameReference } from '../../model/capture.ts';
import type { BearerSeen } from '../json/line-types.ts';
import type { HostNames } from '../names/host-names.ts';
import { shortFileLabels } from '../text/file-labels.ts';
import { wrapped } from '../text/wrapped-text.ts';
import type { Fact, Subscriber } from './subscriber.ts';

/** One line of the list: what it is, its value, and the frames that show it. */
type Row = readonly [label: string, text: string | null, frames: readonly FrameReference[]];

/** Options of `facts -T text`. */
interface FactsTextOptions {
  /** Names of the inputs; shown beside frame numbers if there are several. */
  readonly files: readonly string[];
  /** Characters of a line. */
  readonly width: number;
  readonly showKeys: boolean;
  readonly hosts?: HostNames | undefined;
}

/** What a capture shows of one subscriber, a line for each fact with its frame. */
export function subscriberText(
  subscriber: Subscriber,
  { files, width, showKeys, hosts }: FactsTextOptions,
): string {
  const labels = shortFileLabels(files);
  const title =
    subscriber.impi ?? subscriber.impu[0] ?? subscriber.imsi?.value ?? 'a phone without an identity';
  const lines = together(rowsOf(subscriber, showKeys)).flatMap(([label, text, frames]) => {
    const places = frames.map(({ file, frame }) => `${labels[file] ?? ''}${frame}`).join(' ');
    const shown = `${text}${places === '' ? '' : `  (frame ${places})`}`;
    const [first = '', ...rest] = wrapped(printable(hosts?.inText(shown) ?? shown), width, LEAD);
    return [`  ${label}`.padEnd(LEAD.length) + first.slice(LEAD.length), ...rest];
  });
  return [printable(title), ...lines, ''].join('\n');
}

const LEAD = ' '.repeat('  expiry granted  '.length);

function rowsOf(one: Subscriber, showKeys: boolean): Row[] {
  const { nonce, keysSeen, keys, bearers, mobility, registers, uses, regEvents } = one;
  return [
    ['IMSI', ...shown(one.imsi, String)],
    ['MSISDN', ...shown(one.msisdn, String)],
    ['identities', one.impu.join(', '), []],
    ['associated', ...shown(one.associatedUris, uris => uris.join(', '))],
    ['APN', ...shown(one.apn, String)],
    ['UE address', one.ue.join(', '), []],
    ['QCI', ...shown(one.qci, String)],
    ['ARP', ...shown(one.arp, arpText)],
    ['AMBR', ...shown(one.ambr, ratesText)],
    ...bearers.map(({ value, at }): Row => [`bearer ${value.id ?? '?'}`, bearerText(value), [at]]),
    ...mobility.map(
      ({ value, at }): Row => [value.part === 'reject' ? 'refused' : 'left', mobilityText(value), [at]],
    ),
    ['P-CSCF given', ...shown(one.pcscfGiven, addresses => addresses.join(', '))],
    ['P-CSCF used', one.pcscf, []],
    ['S-CSCF', ...shown(one.scscf, String)],
    [
      'cell',
      ...shown(one.cell, ({ access, mcc, mnc, tac, cell }) =>
        cell === null ? access : `${access}, PLMN ${mcc}-${mnc}, TAC 0x${tac}, cell 0x${cell}`,
      ),
    ],
    ['registration', ...shown(one.registration, kind => `${kind} (says the HSS)`)],
    ['expiry asked', ...shown(one.expiresAsked, seconds => `${seconds} s`)],
    ['expiry granted', ...shown(one.expiresGranted, seconds => `${seconds} s`)],
    [
      'nonce',
      ...shown(
        nonce,
        ({ rand, sqnXorAk, amf, mac }) =>
          `RAND ${toHex(rand)}, SQN xor AK ${toHex(sqnXorAk)}, AMF ${toHex(amf)}, MAC ${toHex(mac)}`,
      ),
    ],
    ...keysSeen.map(
      ({ source, at }): Row => ['CK and IK', `in the ${source === '401' ? '401' : 'MAA'}`, [at]],
    ),
    ...(showKeys ? keys : []).map(({ ck, ik }): Row => ['keys', `CK ${toHex(ck)}, IK ${toHex(ik)}`, []]),
    ['user agent', ...shown(one.userAgent, String)],
    ...registers.map(
      ({ value: { transport, sa, cseq, src, dst }, at }): Row => [
        `REGISTER ${cseq ?? '?'}`,
        `${src} → ${dst} over ${transport.toUpperCase()}${sa === null ? ', outside ESP' : `, in ESP ${sa}`}`,
        [at],
      ],
    ),
    ...uses.map(
      ({ set, sa, spi, messages, first }): Row => [
        `SA ${sa}`,
        `set ${set}, SPI ${spiText(spi)}: ${[...messages].map(([name, count]) => `${count} ${name}`).join(', ')}; first`,
        [first],
      ],
    ),
    ...regEvents.flatMap(({ value, at }) =>
      value.map(
        ({ aor, state, contacts }): Row => [
          'reg-event',
          `${aor} ${state ?? '?'}${contacts.map(({ uri, event, expires }) => `; ${uri ?? '?'} ${event ?? '?'}${expires === null ? '' : `, ${expires} s`}`).join('')}`,
          [at],
        ],
      ),
    ),
    ['SAs', one.sas === 0 ? null : `${one.sas}`, []],
  ];
}

function arpText({ priority, capability, vulnerability }: Arp): string {
  const may = (isAllowed: boolean) => (isAllowed ? 'may' : 'may not');
  return `priority ${priority}, ${may(capability)} pre-empt others, ${may(vulnerability)} be pre-empted`;
}

function ratesText({ downKbps, upKbps }: BitRates): string {
  return `${downKbps} kbit/s down, ${upKbps} kbit/s up`;
}

/** `accepted, QCI 1, ARP priority 2, …, guaranteed 41 kbit/s down, 41 kbit/s up`. */
function bearerText({ qci, arp, guaranteed, maximum, result }: BearerSeen): string {
  const parts = [
    result,
    qci === null ? null : `QCI ${qci}`,
    arp === null ? null : `ARP ${arpText(arp)}`,
    guaranteed === null ? null : `guaranteed ${ratesText(guaranteed)}`,
    maximum === null ? null : `at most ${ratesText(maximum)}`,
  ];
  return parts.filter(part => part !== null).join(', ');
}

/** The rows that say something; those that say the same are one, with all frames. */
function together(rows: readonly Row[]): Row[] {
  const found = new Map<string, Row>();
  for (const [label, text, frames] of rows) {
    if (text === null || text === '') continue;
    const key = `${label}\n${text}`;
    found.set(key, [label, text, [...(found.get(key)?.[2] ?? []), ...frames]]);
  }
  return [...found.values()];
}

function shown<Value>(
  fact: Fact<Value> | null,
  text: (value: Value) => string,
): [text: string | null, frames: readonly FrameReference[]] {
  return fact === null ? [null, []] : [text(fact.value), [fact.at]];
}
