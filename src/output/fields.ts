import type { SipEvent } from '../analysis/sip-event.ts';
import { spiText } from '../bytes/hex.ts';
import { timeText } from '../bytes/time.ts';

/** Value of a field for a message; empty when the message has none. */
export type FieldValue = (event: SipEvent) => string;

/** What `-T fields` needs to know besides the fields. */
export interface FieldContext {
  /** Names of the inputs. */
  readonly files: readonly string[];
}

/** The field of tshark's name, or null if there is none of that name. */
export function fieldNamed(name: string, context: FieldContext): FieldValue | null {
  if (name === 'frame.file') return event => context.files[event.origin.file] ?? '';
  return FIELDS.get(name) ?? null;
}

/** The names of all fields, sorted. */
export function fieldNames(): string[] {
  return [...FIELDS.keys(), 'frame.file'].sort();
}

function ofFamily(six: boolean, address: FieldValue): FieldValue {
  return event => {
    const text = address(event);
    return text.includes(':') === six ? text : '';
  };
}

function ofTransport(transport: SipEvent['transport'], port: (event: SipEvent) => number): FieldValue {
  return event => (event.transport === transport ? `${port(event)}` : '');
}

function header(name: string): FieldValue {
  return ({ message }) => message.header(name) ?? '';
}

function ofVerdict(verdict: 'good' | 'bad'): FieldValue {
  return ({ origin }) => {
    if (origin.protection === null) return '';
    return origin.protection.icv === verdict ? '1' : '0';
  };
}

const source: FieldValue = ({ flow }) => flow.source;
const destination: FieldValue = ({ flow }) => flow.destination;
const sourcePort = ({ flow }: SipEvent): number => flow.sourcePort;
const destinationPort = ({ flow }: SipEvent): number => flow.destinationPort;

/** tshark's names; booleans are 1 and 0 as in tshark up to 4.0. */
const FIELDS: ReadonlyMap<string, FieldValue> = new Map<string, FieldValue>([
  ['frame.number', ({ origin }) => `${origin.frame}`],
  ['frame.time_epoch', ({ origin }) => timeText(origin.seconds, origin.nanoseconds)],
  ['ip.src', ofFamily(false, source)],
  ['ip.dst', ofFamily(false, destination)],
  ['ipv6.src', ofFamily(true, source)],
  ['ipv6.dst', ofFamily(true, destination)],
  ['udp.srcport', ofTransport('udp', sourcePort)],
  ['udp.dstport', ofTransport('udp', destinationPort)],
  ['tcp.srcport', ofTransport('tcp', sourcePort)],
  ['tcp.dstport', ofTransport('tcp', destinationPort)],
  ['esp.spi', ({ origin }) => (origin.protection === null ? '' : spiText(origin.protection.spi))],
  ['esp.sequence', ({ origin }) => (origin.protection === null ? '' : `${origin.protection.sequence}`)],
  ['esp.icv_good', ofVerdict('good')],
  ['esp.icv_bad', ofVerdict('bad')],
  ['sip.Method', ({ message }) => message.method ?? ''],
  ['sip.Status-Code', ({ message }) => (message.status === null ? '' : `${message.status}`)],
  ['sip.Request-Line', ({ message }) => (message.status === null ? message.startLine : '')],
  ['sip.Status-Line', ({ message }) => (message.status === null ? '' : message.startLine)],
  ['sip.r-uri', ({ message }) => message.requestUri ?? ''],
  ['sip.Call-ID', header('call-id')],
  ['sip.CSeq', header('cseq')],
  ['sip.CSeq.seq', ({ message }) => `${message.cseq?.number ?? ''}`],
  ['sip.CSeq.method', ({ message }) => message.cseq?.method ?? ''],
  ['sip.From', header('from')],
  ['sip.To', header('to')],
  ['sip.Via', header('via')],
  ['sip.Contact', header('contact')],
  ['sip.User-Agent', header('user-agent')],
  ['sip.Server', header('server')],
  ['sip.Expires', header('expires')],
  ['sip.Authorization', header('authorization')],
  ['sip.WWW-Authenticate', header('www-authenticate')],
  ['sip.Security-Client', header('security-client')],
  ['sip.Security-Server', header('security-server')],
  ['sip.Security-Verify', header('security-verify')],
  ['sip.Content-Type', header('content-type')],
  ['sip.Content-Length', header('content-length')],
]);
