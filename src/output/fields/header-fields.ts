import type { PlainEvent } from '../../analysis/events/plain-event.ts';
import type { OctetWriter } from '../../bytes/octet-writer.ts';
import { sipNameNumber } from '../../lane/wasm/sip-names.ts';
import { canonicalHeaderName } from '../../sip/header-names.ts';
import { type Field, numberField, quickField, textField, writeAscii } from './field.ts';

/** Header fields with tshark's spelling after `sip.`: one value per header line. */
const TEXT_HEADERS =
  'Accept Accept-Contact Accept-Encoding Accept-Language Alert-Info Allow Allow-Events Authentication-Info Authorization ' +
  'Call-ID Call-Info Cellular-Network-Info Contact Content-Disposition Content-Encoding Content-Language Content-Type CSeq ' +
  'Date Diversion Error-Info Event Feature-Caps Flow-Timer From Geolocation History-Info Identity Info-Package ' +
  'In-Reply-To Join MIME-Version Min-Expires Min-SE Organization P-Access-Network-Info P-Asserted-Identity ' +
  'P-Asserted-Service P-Associated-URI P-Called-Party-ID P-Charging-Function-Addresses P-Charging-Vector ' +
  'P-Early-Media P-Preferred-Identity P-Preferred-Service P-Profile-Key P-Served-User P-User-Database ' +
  'P-Visited-Network-ID Path Priority Privacy Proxy-Authenticate Proxy-Authorization Proxy-Require RAck Reason Record-Route Recv-Info Refer-Sub Refer-To ' +
  'Reject-Contact Replaces Reply-To Request-Disposition Require Resource-Priority Restoration-Info Route ' +
  'Security-Client Security-Server Security-Verify Server Service-Route Session-Expires Session-ID Subject ' +
  'Subscription-State Supported Target-Dialog Timestamp To Unsupported User-Agent Via Warning ' +
  'WWW-Authenticate';

/** Headers with another name in tshark. */
const RENAMED: readonly [name: string, header: string][] = [
  ['ETag', 'sip-etag'],
  ['If_Match', 'sip-if-match'],
  ['Referred-by', 'referred-by'],
  ['uui', 'user-to-user'],
];

/** Headers with a single number. */
const NUMBER_HEADERS = 'Content-Length Expires Max-Breadth Max-Forwards Retry-After RSeq';

/** The header fields of a message under tshark's names. */
export const HEADER_FIELDS: readonly Field[] = [
  ...TEXT_HEADERS.split(' ').map(name => header(name, name)),
  ...RENAMED.map(([name, headerName]) => header(name, headerName)),
  ...NUMBER_HEADERS.split(' ').map(numberHeader),
];

function header(name: string, headerName: string): Field {
  const canonical = canonicalHeaderName(headerName);
  const field = textField(`sip.${name}`, ({ message }) => message.headers(canonical));
  const number = sipNameNumber(canonical);
  return number === 0
    ? field
    : quickField(field, (row, to, aggregator) => writeValues(number, row, to, aggregator));
}

function writeValues(
  number: number,
  { bytes, headers }: PlainEvent,
  to: OctetWriter,
  aggregator: string,
): void {
  const { count } = headers;
  let values = 0;
  for (let i = 0; i < count; i++) {
    if (headers.number(i) !== number) continue;
    if (values++ > 0) to.text(aggregator);
    writeAscii(to, bytes, headers.valueStart(i), headers.valueEnd(i));
  }
}

/** The digits at the start: a comment may follow in Retry-After. Values without digits are skipped. */
function numberHeader(name: string): Field {
  return numberField(`sip.${name}`, 32, ({ message }) =>
    message.headers(name).flatMap(value => {
      const digits = /^\d+/.exec(value);
      return digits === null ? [] : [Math.min(Number(digits[0]), 0xffffffff)];
    }),
  );
}
