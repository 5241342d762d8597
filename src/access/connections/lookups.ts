import { BoundedMap } from '../../bytes/tables/bounded-map.ts';
import { readDhcpv4, readDhcpv6 } from '../dns-dhcp/dhcp.ts';
import { readDns } from '../dns-dhcp/dns.ts';
import { readIkeInit } from '../dns-dhcp/ike.ts';
import type { Lookup } from '../pdn.ts';
import { PdnRecord, type Said } from './pdn-record.ts';
import type { AccessLimits, PdnTable } from './pdn-table.ts';
import { type Place, secondsApart } from './place.ts';

/** A lookup whose answer can come. */
interface Open {
  readonly record: PdnRecord;
  readonly lookup: { -readonly [member in keyof Lookup]: Lookup[member] };
  readonly place: Place;
}

/** Names that find a P-CSCF, an I-CSCF, an S-CSCF or an ePDG (TS 23.003 §13, §19.4.2.9), or SIP servers. */
const WANTED = /(?:^|[._-])(?:[pis]-?cscf\d*|epdg|ims)(?:[._-]|$)|^_sips?\._/;

/** A P-CSCF is the first label of its name, or SIP servers are asked for below such a name. */
const OF_PCSCF = /(?:^|[._-])p-?cscf/;

/** Seconds in which the same question is one sent again: resolvers try for less than half a minute. */
const QUESTION_SECONDS = 30;

/** Questions and answers of DNS, DHCP and IKE that find a P-CSCF or the way to it. */
export class Lookups {
  readonly #table: PdnTable;
  readonly #open: BoundedMap<string, Open>;

  constructor(table: PdnTable, { connections }: AccessLimits) {
    this.#table = table;
    this.#open = new BoundedMap(connections);
  }

  /** A message on the port of DNS; false if it is something else. */
  dns(bytes: Uint8Array, place: Place): boolean {
    const message = readDns(bytes);
    if (message === null) return false;
    const { name, type, code, answers, isAnswer, truncated } = message;
    if (!WANTED.test(name)) return true;
    const server = isAnswer ? place.source : place.destination;
    const client = isAnswer ? place.destination : place.source;
    const port = isAnswer ? place.destinationPort : place.sourcePort;
    const asked = ['dns', client, server, name, type].join(' ');
    const key = `${asked} ${port} ${message.id}`;
    if (!isAnswer) this.#askAgain(asked, key);
    const open = this.#of(key, place, isAnswer, { name, type, code: null, answers: [], server });
    const { record, lookup } = open;
    const isFound = code === 'NOERROR' && answers.length > 0;
    this.#saw(record, 'dns', `DNS ${type} ${name}`, part(isAnswer, isFound), place);
    if (!isAnswer) return true;
    if (truncated && code === 'NOERROR' && !isFound) {
      this.#open.set(asked, open);
      return true;
    }
    lookup.code = code;
    lookup.answers = answers.map(answer => `${answer.type} ${answer.text}`);
    record.result = isFound ? 'accepted' : 'rejected';
    if (!OF_PCSCF.test(name)) return true;
    const addresses = answers.filter(answer => answer.type === 'A' || answer.type === 'AAAA');
    replace(record.pcscf, [...new Set(addresses.map(answer => answer.text))]);
    return true;
  }

  /** A datagram of the ports of DHCP; false if it is something else. */
  dhcp(bytes: Uint8Array, place: Place): boolean {
    const message = readDhcpv4(bytes) ?? readDhcpv6(bytes);
    if (message === null) return false;
    const { version, name, isAnswer, transaction, addresses, names } = message;
    const isAbout = message.asked || addresses.length + names.length > 0;
    const key = `dhcp ${version} ${transaction}`;
    if (!isAbout && !this.#open.get(key)?.record.isHeld) return true;
    const type = `DHCPv${version}`;
    const server = isAnswer ? place.source : place.destination;
    const { record, lookup } = this.#of(key, place, isAnswer, {
      name: null,
      type,
      code: null,
      answers: [],
      server,
    });
    const isRefused = name === 'NAK';
    this.#saw(record, 'dhcp', `${type} ${name}`, part(isAnswer, !isRefused), place);
    if (message.asked && record.pcscfAsked.length === 0)
      record.pcscfAsked.push(version === 4 ? 'ipv4' : 'ipv6');
    if (!isAnswer) return true;
    lookup.server = place.source;
    lookup.code = name;
    lookup.answers = [...addresses, ...names];
    record.result = isRefused ? 'rejected' : 'accepted';
    replace(record.pcscf, addresses);
    replace(record.pcscfNames, names);
    replace(record.dns, message.dns);
    replace(record.ue, message.ue === null ? [] : [message.ue]);
    return true;
  }

  /** A datagram of IKE: its tunnel hides the P-CSCF addresses, which are given in its configuration payload. */
  ike(bytes: Uint8Array, start: number, end: number, place: Place): void {
    const message = readIkeInit(bytes, start, end);
    if (message === null) return;
    const { spi, isAnswer, error } = message;
    const server = isAnswer ? place.source : place.destination;
    const { record, lookup } = this.#of(`ike ${spi}`, place, isAnswer, {
      name: null,
      type: 'IKE_SA_INIT',
      code: null,
      answers: [],
      server,
    });
    this.#saw(record, 'ike', 'IKE_SA_INIT', part(isAnswer, error === null), place);
    if (!isAnswer) return;
    lookup.code = error;
    record.result = error === null ? 'accepted' : 'rejected';
  }

  /** A question whose answer was cut is asked again, over TCP, from another port and with another number. */
  #askAgain(asked: string, key: string): void {
    const cut = this.#open.get(asked);
    if (cut === undefined) return;
    this.#open.delete(asked);
    if (cut.record.result === 'unanswered') this.#open.set(key, cut);
  }

  #saw(record: PdnRecord, carrier: Said['carrier'], name: string, part: Said['part'], place: Place): void {
    this.#table.saw(record, { carrier, name, part, cause: null }, place);
  }

  /** The lookup that a message belongs to: a new one for a question that was not asked a short while ago. */
  #of(key: string, place: Place, isAnswer: boolean, lookup: Lookup): Open {
    const known = this.#open.get(key);
    if (known?.record.isHeld && (isAnswer || secondsApart(known.place, place) < QUESTION_SECONDS))
      return known;
    const record = new PdnRecord(place, { begun: !isAnswer, lookup });
    this.#table.add(record);
    const open = { record, lookup, place };
    this.#open.set(key, open);
    return open;
  }
}

function part(isAnswer: boolean, isAccepted: boolean): 'request' | 'accept' | 'reject' {
  if (!isAnswer) return 'request';
  return isAccepted ? 'accept' : 'reject';
}

function replace(values: string[], others: readonly string[]): void {
  values.splice(0, values.length);
  for (const value of others) values.push(value);
}
