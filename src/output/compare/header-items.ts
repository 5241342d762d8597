import { elementsOf, parseNameAddress } from '../../sip/address.ts';
import { splitCommas, splitHeaderList, splitParameters } from '../../sip/header-value.ts';
import type { SipMessage } from '../../sip/message.ts';
import { sdpItems } from './sdp-items.ts';

/** What two messages are compared by: values by what they belong to, such as `Contact +g.3gpp.smsip` or `Supported: path`. */
export type Items = ReadonlyMap<string, string>;

/** How a header is taken apart. */
type Reader = (values: readonly string[], name: string, add: Add) => void;
type Add = (item: string, value: string) => void;

/** A value that is another one in each message. */
const ANY = 'given';

/** A word without a value of its own. */
const YES = 'yes';

/** What each message has of its own, and what says only how long it is. */
const SKIPPED = new Set([
  'call-id',
  'cseq',
  'content-length',
  'max-forwards',
  'date',
  'timestamp',
  'record-route',
]);

/** Parameters whose values belong to one registration or dialog: only whether they are there is compared. */
const OWN_VALUES = new Set([
  ...[
    'branch',
    'tag',
    'received',
    'rport',
    'nonce',
    'nextnonce',
    'cnonce',
    'opaque',
    'response',
    'rspauth',
    'nc',
  ],
  ...['username', 'uri', 'auts', 'ck', 'ik', 'spi-c', 'spi-s', 'port-c', 'port-s'],
  ...[
    'icid-value',
    'icid-generated-at',
    'orig-ioi',
    'term-ioi',
    'icn',
    'fw-route',
    '+sip.instance',
    'reg-id',
    'alias',
  ],
  ...['utran-cell-id-3gpp', 'cgi-3gpp', 'i-wlan-node-id', 'local-time-zone', 'refresher-id', 'instance-id'],
]);

const READERS: ReadonlyMap<string, Reader> = new Map([
  ...each(
    ['from', 'to', 'contact', 'route', 'path', 'service-route', 'p-associated-uri', 'p-asserted-identity'],
    readAddresses,
  ),
  ...each(['p-preferred-identity', 'p-called-party-id', 'refer-to', 'referred-by'], readAddresses),
  ...each(['authorization', 'proxy-authorization', 'www-authenticate', 'proxy-authenticate'], readDigest),
  ...each(['authentication-info'], readDigest),
  ...each(['security-client', 'security-server', 'security-verify'], readMechanisms),
  ...each(['supported', 'require', 'proxy-require', 'unsupported', 'allow', 'allow-events'], readWords),
  ...each(['accept', 'accept-encoding', 'accept-language', 'privacy'], readWords),
  ...each(['via'], readVias),
  ...each(['p-access-network-info', 'p-charging-vector', 'p-charging-function-addresses'], readParameters),
  ...each(['p-visited-network-id', 'session-id'], values => void values),
]);

function each(names: readonly string[], reader: Reader): [string, Reader][] {
  return names.map(name => [name, reader]);
}

/** What a message is compared by, in the order of its headers. Values are those of the message, not escaped. */
export function headerItems(message: SipMessage): Items {
  const items = new Map<string, string>();
  const add = (item: string, value: string) => {
    const before = items.get(item);
    if (before === undefined) items.set(item, value);
    else if (!before.split(', ').includes(value)) items.set(item, `${before}, ${value}`);
  };
  if (message.status !== null) add('status', message.startLine.slice('SIP/2.0 '.length));
  for (const name of new Set(message.fieldNames)) {
    if (SKIPPED.has(name)) continue;
    const values = message.headers(name);
    const reader = READERS.get(name);
    if (reader === undefined) for (const value of values) add(shown(name), value);
    else {
      const before = items.size;
      reader(values, shown(name), add);
      // A header that is there with nothing to compare is something, too.
      if (items.size === before && !items.has(shown(name))) add(shown(name), ANY);
    }
  }
  for (const [item, value] of sdpItems(message)) add(item, value);
  return items;
}

/** `p-access-network-info` as it is written. */
function shown(name: string): string {
  if (name === 'www-authenticate') return 'WWW-Authenticate';
  return name.replace(/(^|-)([a-z])/g, (_, dash, letter) => `${dash}${letter.toUpperCase()}`);
}

function readAddresses(values: readonly string[], name: string, add: Add): void {
  for (const element of elementsOf(values)) {
    const { uri, parameters } = parseNameAddress(element);
    const [scheme = ''] = uri.split(':', 1);
    add(name, element === '*' ? '*' : `${scheme} URI`);
    const semicolon = uri.indexOf(';');
    if (semicolon >= 0) addParameters(splitParameters(uri.slice(semicolon)), `${name} URI`, add);
    addParameters(parameters, name, add);
  }
}

function readDigest(values: readonly string[], name: string, add: Add): void {
  for (const value of values) {
    const blank = value.indexOf(' ');
    const scheme = value.slice(0, blank);
    const isScheme = /^[A-Za-z]+$/.test(scheme);
    if (isScheme) add(name, scheme);
    const parameters = splitCommas(isScheme ? value.slice(blank + 1) : value).flatMap(splitParameters);
    addParameters(parameters, name, add);
  }
}

/** Each mechanism with its algorithms is one word; SPIs and ports are there or not. */
function readMechanisms(values: readonly string[], name: string, add: Add): void {
  for (const element of elementsOf(values)) {
    const [mechanism = '', ...rest] = element.split(';');
    const parameters = splitParameters(rest.join(';'));
    const algorithms = parameters.filter(([parameter]) => !OWN_VALUES.has(parameter) && parameter !== 'q');
    const text = algorithms.map(([parameter, value]) => `${parameter}=${value ?? ''}`).sort();
    add(`${name}: ${[mechanism.trim(), ...text].join(' ')}`, YES);
    addParameters(
      parameters.filter(([parameter]) => OWN_VALUES.has(parameter)),
      name,
      add,
    );
  }
}

function readWords(values: readonly string[], name: string, add: Add): void {
  for (const word of values.flatMap(splitHeaderList)) add(`${name}: ${word}`, YES);
  if (values.every(value => value === '')) add(name, 'empty');
}

/** The topmost one: what the sender says of itself. */
function readVias(values: readonly string[], name: string, add: Add): void {
  const [top = ''] = elementsOf(values);
  const semicolon = top.indexOf(';');
  const [, transport = ''] = /\/\s*([A-Za-z]+)\s/.exec(top) ?? [];
  add(name, transport);
  if (semicolon >= 0) addParameters(splitParameters(top.slice(semicolon)), name, add);
}

function readParameters(values: readonly string[], name: string, add: Add): void {
  for (const element of values) {
    const [first = '', ...rest] = element.split(';');
    const parameters = splitParameters([first.includes('=') ? first : '', ...rest].join(';'));
    if (!first.includes('=')) add(name, first.trim());
    addParameters(parameters, name, add);
  }
}

function addParameters(
  parameters: readonly (readonly [string, string | null])[],
  name: string,
  add: Add,
): void {
  for (const [parameter, value] of parameters) {
    if (value === '') add(`${name} ${parameter}`, 'empty');
    else if (OWN_VALUES.has(parameter)) add(`${name} ${parameter}`, ANY);
    else add(`${name} ${parameter}`, value ?? YES);
  }
}
