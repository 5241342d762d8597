import { latin1 } from '../../bytes/latin1.ts';
import { sipNameNumber } from '../../lane/wasm/sip-names.ts';
import { parseNameAddress } from '../../sip/address.ts';
import {
  indexOutsideQuotes,
  parameterValue,
  splitHeaderList,
  splitParameters,
  splitSemicolons,
  trimBlanks,
} from '../../sip/header-value.ts';
import type { SipMessage } from '../../sip/message.ts';
import { parseSecurityMechanisms, type SecurityMechanism } from '../../sip/security-agreement.ts';
import { type UriParts, uriParts } from '../../sip/uri.ts';
import { type Field, numberField, optional, otherField, quickField, textField, writeAscii } from './field.ts';

type OfMessage<Value> = (message: SipMessage) => readonly Value[];

/** Fields of a message other than whole headers: its start line, its sections, and parts of headers. */
export const MESSAGE_FIELDS: readonly Field[] = [
  quickField(
    textField('sip.Method', ({ message }) => optional(message.method)),
    ({ status, bytes, start }, to) => {
      if (status === null) to.copy(bytes, start, bytes.indexOf(BLANK, start));
    },
  ),
  quickField(
    numberField('sip.Status-Code', 32, ({ message }) => optional(message.status)),
    ({ status }, to) => {
      if (status !== null) to.number(status);
    },
  ),
  quickField(
    textField('sip.Request-Line', ({ message }) => (message.status === null ? [message.startLine] : [])),
    ({ status, bytes, start, headers }, to) => {
      if (status === null) writeAscii(to, bytes, start, headers.startLineEnd);
    },
  ),
  quickField(
    textField('sip.Status-Line', ({ message }) => (message.status === null ? [] : [message.startLine])),
    ({ status, bytes, start, headers }, to) => {
      if (status !== null) writeAscii(to, bytes, start, headers.startLineEnd);
    },
  ),
  textField('sip.msg_hdr', ({ message }) => [headerSection(message)]),
  otherField('sip.msg_body', 'presence', ({ message }) =>
    message.bodyStart < message.bytes.length ? [1] : [],
  ),
  textField('sip.r-uri', ({ message }) => optional(message.requestUri)),
  ...uriFields('sip.r-uri', message => optional(message.requestUri)),
  ...partyFields('sip.from', 'from'),
  ...partyFields('sip.to', 'to'),
  textField('sip.tag', ({ message }) => tags(message.headers('from', 'to'))),
  ...nameAddressFields('sip.contact', 'contact', 'uri'),
  textField('sip.contact.parameter', ({ message }) => contactParameters(message)),
  ...nameAddressFields('sip.pai', 'p-asserted-identity', 'addr'),
  ...nameAddressFields('sip.ppi', 'p-preferred-identity', 'addr'),
  ...nameAddressFields('sip.Route', 'route', 'uri'),
  ...nameAddressFields('sip.Record-Route', 'record-route', 'uri'),
  ...nameAddressFields('sip.Service-Route', 'service-route', 'uri'),
  ...nameAddressFields('sip.Path', 'path', 'uri'),
  numberField('sip.CSeq.seq', 32, ({ message }) => optional(message.cseq?.number)),
  quickField(
    textField('sip.CSeq.method', ({ message }) => optional(message.cseq?.method)),
    ({ bytes, headers }, to) => {
      const end = headers.valueEnd(headers.find(CSEQ));
      writeAscii(to, bytes, bytes.lastIndexOf(BLANK, end - 1) + 1, end);
    },
  ),
  textField('sip.Via.transport', ({ message }) => message.vias.map(({ transport }) => transport)),
  textField('sip.Via.sent-by.address', ({ message }) => message.vias.map(({ host }) => host)),
  numberField('sip.Via.sent-by.port', 16, ({ message }) =>
    message.vias.flatMap(({ port }) => optional(port)),
  ),
  ...['branch', 'received', 'rport', 'maddr', 'ttl', 'comp'].map(viaParameter),
  textField('sip.P-Access-Network-Info.access-type', ({ message }) =>
    message.headers('p-access-network-info').map(value => trimBlanks(value.split(';', 1)[0] as string)),
  ),
  textField('sip.P-Access-Network-Info.utran-cell-id-3gpp', ({ message }) =>
    message
      .headers('p-access-network-info')
      .flatMap(value => optional(parameterValue(splitParameters(value), 'utran-cell-id-3gpp'))),
  ),
  textField(
    'sip.sec_mechanism',
    mechanismText(({ name }) => name),
  ),
  textField(
    'sip.sec_mechanism.alg',
    mechanismText(({ algText }) => algText),
  ),
  textField(
    'sip.sec_mechanism.ealg',
    mechanismText(({ ealgText }) => ealgText),
  ),
  textField(
    'sip.sec_mechanism.prot',
    mechanismText(({ parameters }) => parameters.get('prot') ?? null),
  ),
  numberField(
    'sip.sec_mechanism.spi_c',
    32,
    mechanismNumber(({ spiC }) => spiC),
  ),
  numberField(
    'sip.sec_mechanism.spi_s',
    32,
    mechanismNumber(({ spiS }) => spiS),
  ),
  numberField(
    'sip.sec_mechanism.port_c',
    16,
    mechanismNumber(({ portC }) => portC),
  ),
  numberField(
    'sip.sec_mechanism.port_s',
    16,
    mechanismNumber(({ portS }) => portS),
  ),
];

const BLANK = 0x20;
const CSEQ = sipNameNumber('cseq');

/** All bytes from the end of the start line to the body. */
function headerSection({ bytes, bodyStart }: SipMessage): string {
  return latin1(bytes, Math.min(bytes.indexOf(10) + 1, bodyStart), bodyStart);
}

function elements(message: SipMessage, header: string): string[] {
  return message.headers(header).flatMap(splitHeaderList);
}

/** `user`, `host`, `port` and `param` of URIs. */
function uriFields(prefix: string, uris: OfMessage<string>): Field[] {
  const of = (name: string, part: (parts: UriParts) => readonly string[]) =>
    textField(`${prefix}.${name}`, ({ message }) =>
      uris(message).flatMap(uri => optional(uriParts(uri)).flatMap(part)),
    );
  return [
    of('user', ({ user }) => optional(user)),
    of('host', ({ host }) => optional(host)),
    of('port', ({ port }) => optional(port)),
    of('param', ({ parameters }) => parameters),
  ];
}

/** The URIs of a header with a list of addresses, their parts and display names; `*` is skipped. */
function nameAddressFields(prefix: string, header: string, uriName: 'addr' | 'uri'): Field[] {
  const addresses: OfMessage<string> = message => elements(message, header).filter(value => value !== '*');
  const uris: OfMessage<string> = message => addresses(message).map(value => parseNameAddress(value).uri);
  return [
    textField(`${prefix}.display.info`, ({ message }) => addresses(message).flatMap(displayName)),
    textField(`${prefix}.${uriName}`, ({ message }) => uris(message)),
    ...uriFields(prefix, uris),
  ];
}

/** From and To: one address and a tag. */
function partyFields(prefix: string, header: 'from' | 'to'): Field[] {
  return [
    ...nameAddressFields(prefix, header, 'addr'),
    textField(`${prefix}.tag`, ({ message }) => tags(message.headers(header))),
  ];
}

/** As written, with its quotes. */
function displayName(value: string): readonly string[] {
  const open = indexOutsideQuotes(value, '<');
  const name = trimBlanks(value.slice(0, Math.max(open, 0)));
  return name === '' ? [] : [name];
}

function tags(values: readonly string[]): string[] {
  return values.flatMap(value => optional(parameterValue(parseNameAddress(value).parameters, 'tag')));
}

/** Parameters of contacts as written: `expires=600000`, `+g.3gpp.smsip`. */
function contactParameters(message: SipMessage): string[] {
  return elements(message, 'contact').flatMap(value => {
    const open = indexOutsideQuotes(value, '<');
    const close = value.indexOf(open < 0 ? ';' : '>', open);
    return close < 0 ? [] : splitSemicolons(value.slice(close + 1));
  });
}

/** A parameter without a value, such as `rport` in a request, has its name as value. */
function viaParameter(name: string): Field {
  return textField(`sip.Via.${name}`, ({ message }) =>
    message.vias.flatMap(({ parameters }) => {
      const value = parameterValue(parameters, name);
      return value === undefined ? [] : [value ?? name];
    }),
  );
}

function mechanisms(message: SipMessage): SecurityMechanism[] {
  return parseSecurityMechanisms(message.headers('security-client', 'security-server', 'security-verify'));
}

function mechanismText(part: (mechanism: SecurityMechanism) => string | null) {
  return ({ message }: { message: SipMessage }) =>
    mechanisms(message).flatMap(mechanism => optional(part(mechanism)));
}

function mechanismNumber(part: (mechanism: SecurityMechanism) => number | null) {
  return ({ message }: { message: SipMessage }) =>
    mechanisms(message).flatMap(mechanism => optional(part(mechanism)));
}
