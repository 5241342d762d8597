import { spiText, toHex } from '../../bytes/hex.ts';
import { mobilityText } from '../../diagnosis/evidence/access/pdn-text.ts';
import type { FrameReference } from '../../model/capture.ts';
import type { BearerSeen } from '../json/line-types.ts';
import { arpText, bearerWords, ratesText } from './bearer-words.ts';
import type { Fact, Subscriber } from './subscriber.ts';

/** One line about a subscriber: what it is, its value, and the frames that show it. */
export type FactRow = readonly [label: string, text: string, frames: readonly FrameReference[]];

/** The same; null for what the capture does not show. */
type Row = readonly [label: string, text: string | null, frames: readonly FrameReference[]];

/** How a subscriber is called. */
export function subscriberTitle({ impi, impu, imsi }: Subscriber): string {
  return impi ?? impu[0] ?? imsi?.value ?? 'a phone without an identity';
}

/** What is known of a subscriber, a row for each fact; rows that say the same are one, with all their frames. */
export function subscriberRows(one: Subscriber, showKeys: boolean): FactRow[] {
  return together(rowsOf(one, showKeys));
}

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

/** `accepted, QCI 1, ARP priority 2, …, guaranteed 41 kbit/s down, 41 kbit/s up`. */
function bearerText(bearer: BearerSeen): string {
  return [bearer.result, ...bearerWords(bearer)].join(', ');
}

/** The rows that say something; those that say the same are one, with all frames. */
function together(rows: readonly Row[]): FactRow[] {
  const found = new Map<string, FactRow>();
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
