import type { Summary } from '../../analysis/summary.ts';
import { trafficText } from './traffic-text.ts';

/**
 * The counts in a few lines for a person, and what to do about undecrypted ESP.
 *
 * @param displayed messages that matched the display filter, if there was one.
 * @param isJudged are the outcomes of registrations those of a diagnosis? Without one, a registration that its
 * REGISTERs leave open may be incomplete or have failed.
 */
export function summaryText(summary: Summary, displayed: number | null = null, isJudged = false): string {
  const { esp, sip, registrations } = summary;
  const lines = [
    `${count(summary.frames, 'frame')}, ${count(esp.packets, 'ESP packet')}, ${count(sip.messages, 'SIP message')} (${sip.protected} protected${folded(sip.duplicates)})${displayed === null ? '' : `, ${displayed} displayed`}`,
  ];
  if (esp.packets > 0) lines.push(`ESP: ${espCounts(summary)}`);
  const outcomes = Object.entries(registrations).filter(([, number]) => number > 0);
  if (outcomes.length > 0)
    lines.push(
      `registrations: ${outcomes.map(([outcome, number]) => `${number} ${outcome === 'incomplete' && !isJudged ? OPEN : outcome}`).join(', ')}`,
    );
  const leftOut = leftOutCounts(summary);
  if (leftOut !== '') lines.push(`outside of --from and --to: ${leftOut}`);
  const wrappers = wrapperCounts(summary);
  if (wrappers !== '') lines.push(`wrappers: ${wrappers}`);
  const lost = lossCounts(summary);
  if (lost !== '') lines.push(`lost or dropped: ${lost}`);
  if (summary.issues > 0) {
    const codes = Object.entries(summary.issueCounts).map(([code, number]) => `${number} ${code}`);
    lines.push(`${count(summary.issues, 'issue')}: ${codes.join(', ')}`);
  }
  const traffic = trafficText(summary);
  return [...lines, ...advice(summary), ...(traffic === null ? [] : [traffic])]
    .map(line => `${line}\n`)
    .join('');
}

function folded(duplicates: number): string {
  return duplicates === 0 ? '' : `, ${count(duplicates, 'duplicate')} not counted`;
}

function espCounts({ esp }: Summary): string {
  const parts: [number, string][] = [
    [esp.icvGood, 'ICV good'],
    [esp.icvBad, 'ICV bad'],
    [esp.nullDecoded, 'read without a key (NULL)'],
    [esp.decryptedUnchecked, 'decrypted, ICV not checked'],
    [esp.noKey, 'without key'],
    [esp.unknownSpi, 'with unknown SPI'],
    [esp.implausible, 'without a plausible plaintext'],
    [esp.unsupported, `with an unsupported algorithm (${Object.keys(esp.unsupportedByName).join(', ')})`],
    [esp.truncated, `cut by the snap length${readOf(esp.truncatedRead)}`],
    [esp.malformed, 'malformed'],
    [esp.duplicates, 'duplicates'],
  ];
  return listed(parts);
}

function readOf(packets: number): string {
  return packets === 0 ? '' : ` (${packets} partly read)`;
}

/** Wrappers that tools and switches put around packets. */
function wrapperCounts({ network, hep }: Summary): string {
  const { gsmtapOther } = network;
  const hepNote = listed([
    [hep.other, 'without SIP'],
    [hep.unread, 'not readable'],
  ]);
  const parts: [number, string][] = [
    [network.ipInUdp, 'IP in UDP (as scat writes it)'],
    [network.gsmtap, `GSMTAP${gsmtapOther === 0 ? '' : ` (${gsmtapOther} without IP or SIP)`}`],
    [network.vnTags, 'VN-Tag'],
    [hep.packets, `HEP3${hepNote === '' ? '' : ` (${hepNote})`}`],
  ];
  return listed(parts);
}

/** Data that was not captured, never completed or dropped. */
function lossCounts({ input, esp, network, tcp, evicted }: Summary): string {
  const { fragments } = network;
  const parts: [number, string][] = [
    [input.bytesSkipped, 'bytes of damaged capture files'],
    [tcp.gapBytes, 'bytes of TCP that were not captured'],
    [fragments.incomplete, 'incomplete IP datagrams'],
    [fragments.evicted, 'IP datagrams in reassembly'],
    [tcp.evicted, 'TCP connections'],
    [esp.heldEvicted, 'ESP packets that waited for a key'],
    [esp.evictedSets, 'SA sets'],
    [esp.evictedGenerations, 'SAs with the SPI of others'],
    [esp.ignoredKeys + evicted.keys, 'keys of challenges with too many'],
    [evicted.registrations, 'registrations'],
    [evicted.attempts, 'registration attempts'],
    [evicted.challenges, 'challenges'],
    [evicted.frames, 'frames written undecrypted because too many waited'],
  ];
  return listed(parts);
}

function leftOutCounts({ leftOut }: Summary): string {
  if (leftOut === undefined) return '';
  return listed([
    [leftOut.sip, 'SIP messages'],
    [leftOut.registrations, leftOut.registrations === 1 ? 'registration' : 'registrations'],
    [leftOut.sets, leftOut.sets === 1 ? 'SA set' : 'SA sets'],
    [leftOut.diameter, 'Diameter messages'],
    [leftOut.pdn, 'connections and lookups'],
  ]);
}

function listed(parts: readonly [number, string][]): string {
  return parts
    .filter(([number]) => number > 0)
    .map(([number, text]) => `${number} ${text}`)
    .join(', ');
}

function advice({ esp }: Summary): string[] {
  const lines: string[] = [];
  if (esp.noKey > 0) {
    lines.push(
      `hint: ${count(esp.noKey, 'ESP packet')} had no key: ck and ik are in the 401 on Mw (S-CSCF to P-CSCF); add that capture, or give --usim, --keys or --esp-sa`,
    );
  }
  if (esp.unknownSpi > 0) {
    lines.push(
      `hint: ${count(esp.unknownSpi, 'ESP packet')} had an SPI without a security agreement in the capture: start the capture before the registration, or give the keys (--ck and --ik, or --esp-sa)`,
    );
  }
  return lines;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Outcome of a registration if the REGISTERs do not show its end. */
const OPEN = 'open (diagnose says why)';
