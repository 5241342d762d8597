import type { RegistrationCase } from '../../cases/case.ts';
import { statusText } from '../../evidence/evidence.ts';
import { exchangesDuring } from '../../evidence/exchanges.ts';
import { isUplink } from '../../journal/esp-activity.ts';
import {
  framesOf,
  isAfter,
  type SipNote,
  secondsBetween,
  secondsText,
  type TcpNote,
} from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** RFC 3261 §18.2.2: a response goes over the connection of its request; §18: connections stay open while one is due. */
export const connectionClosedEarly: RegistrationRule = {
  about: 'registration',
  id: 'G10',
  title: 'The P-CSCF closes the TCP connection before the UE has answered',
  term: 'tcp_connection_lifetime too short, 200 to INVITE lost, RST in ESP',
  evidence:
    'The P-CSCF sends a request over TCP in ESP and closes the connection (FIN or RST) before the final response. The response of the UE comes on that connection, and a RST answers it.',
  severity: 'warning',
  advice:
    'Keep connections to UEs open for longer than a phone rings: Kamailio tcp_connection_lifetime (and tcp_rd_timeout) of at least 180 s, OpenSIPS tcp_connection_lifetime. The UE may also open a new connection for its response (RFC 3261 §18.2.2).',
  settle: null,
  certain: 'A RST answers the response: the P-CSCF no longer has the connection when the response comes.',
  check: subject => {
    for (const { requests, responses } of exchangesDuring(subject)) {
      const request = requests.findLast(isFromPcscfOverTcp);
      if (request === undefined) continue;
      for (const late of responses) {
        if ((late.message.status ?? 0) < 200 || !isBackOn(request, late)) continue;
        const closing = closingOf(subject, request, late);
        if (closing === null) continue;
        const { close, rst } = closing;
        return {
          detail: `${request.message.method} goes to the UE over TCP (frame ${request.frame}). ${secondsText(secondsBetween(request, close))} later the P-CSCF closes that connection (${close.kind.toUpperCase()}, frame ${close.frame}). ${statusText(late)} of the UE comes on it in frame ${late.frame}, and a RST answers it (frame ${rst.frame}): the response is lost.`,
          frames: framesOf([request, close, late, rst]),
          // Certain: the RST says that the P-CSCF has no such connection any more when the response comes.
          confidence: 'certain',
        };
      }
    }
    return null;
  },
};

function isFromPcscfOverTcp({ transport, protection }: SipNote): boolean {
  const sa = protection?.sa ?? null;
  return transport === 'tcp' && sa !== null && !isUplink(sa);
}

function isBackOn(request: SipNote, response: SipNote): boolean {
  return (
    response.transport === 'tcp' &&
    response.source === request.destination &&
    response.sourcePort === request.destinationPort &&
    response.destinationPort === request.sourcePort
  );
}

/** How the P-CSCF ended the connection between a request and its response, and the RST that answers the response. */
function closingOf(
  { capture }: RegistrationCase,
  request: SipNote,
  late: SipNote,
): { readonly close: TcpNote; readonly rst: TcpNote } | null {
  const set = request.protection?.sa?.set;
  if (set === undefined) return null;
  const own = capture
    .tcpInSet(set)
    .filter(
      ({ source, sourcePort, destinationPort }) =>
        source === request.source &&
        sourcePort === request.sourcePort &&
        destinationPort === request.destinationPort,
    );
  const close = own.find(
    one => (one.kind === 'fin' || one.kind === 'rst') && isAfter(one, request) && isAfter(late, one),
  );
  const rst = own.find(one => one.kind === 'rst' && !isAfter(late, one));
  return close === undefined || rst === undefined ? null : { close, rst };
}
