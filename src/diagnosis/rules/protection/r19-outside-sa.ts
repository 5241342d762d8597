import type { RegistrationCase } from '../../cases/case.ts';
import { statusText } from '../../evidence/evidence.ts';
import { type ClearMessage, clearMessages, portName } from '../../evidence/gm-ports.ts';
import { framesOf, type SipNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 33.203 §7.1: nothing goes unprotected between protected ports; SAs join only port-uc with port-ps and port-us with
 * port-pc. Seen in open5gs ipsec_reg.pcapng: a Samsung UE answers a NOTIFY, whose Via named port-pc, from port-uc;
 * Kamailio's "cope better with broken In-Dialog routing" (bb35e0aa) is about the same.
 */
export const outsideSa: RegistrationRule = {
  about: 'registration',
  id: 'R19',
  title: 'Unprotected SIP between protected ports',
  term: 'response outside its SA, port-uc to port-pc, XfrmInTmplMismatch',
  evidence:
    'After the SAs were agreed, an unprotected SIP message goes from a protected port of one end to a protected port of the other.',
  severity: 'warning',
  advice:
    'Make the P-CSCF put its port-s into Via and Record-Route of requests to the UE: then answers go from port-uc to port-ps, and that pair has an SA. Check XfrmInTmplMismatch in /proc/net/xfrm_stat at the P-CSCF: it counts unprotected packets that were dropped.',
  settle: null,
  certain: 'The message is in the capture outside ESP, between two ports that belong to the SAs.',
  check: subject => {
    const found = clearMessages(subject).filter(isBetweenProtected);
    const [first] = found;
    if (first === undefined) return null;
    const request = requestOf(subject, first.note);
    const all = found.length === 1 ? '' : ` ${found.length} messages in all.`;
    return {
      detail: `${messageText(first)} is not in ESP: no SA joins these ports.${viaText(first, request)}${all}`,
      frames: framesOf([...(request === null ? [] : [request]), ...found.map(({ note }) => note)]),
      confidence: 'certain',
      title: first.fromUe
        ? 'The UE sends unprotected SIP between protected ports'
        : 'The P-CSCF sends unprotected SIP between protected ports',
    };
  },
};

function isBetweenProtected({ note, set, fromUe }: ClearMessage): boolean {
  return portName(fromUe ? set.ue : set.pcscf, note.sourcePort) !== null;
}

function messageText({ note, set, fromUe }: ClearMessage): string {
  const { message, sourcePort, destinationPort } = note;
  const what = message.method ?? `${statusText(note)} to ${message.cseq?.method ?? 'a request'}`;
  const [from, to] = fromUe ? [set.ue, set.pcscf] : [set.pcscf, set.ue];
  const [sender, receiver] = fromUe ? ['UE', 'P-CSCF'] : ['P-CSCF', 'UE'];
  return `${what} from ${portName(from, sourcePort)} ${sourcePort} of the ${sender} to ${portName(to, destinationPort)} ${destinationPort} of the ${receiver}`;
}

/** The response goes to the port in Via of the request (RFC 3261 §18.2.2). */
function viaText({ note }: ClearMessage, request: SipNote | null): string {
  const port = request?.message.via?.port ?? null;
  if (port === null || port !== note.destinationPort) return '';
  return ` The request came in ESP, and its Via names port ${port}.`;
}

/** The request in ESP of a response; null for a request, or if it was not seen. */
function requestOf({ others }: RegistrationCase, { message }: SipNote): SipNote | null {
  if (message.status === null) return null;
  const found = others.find(
    other =>
      other.protection !== null &&
      other.message.method !== null &&
      other.message.callId === message.callId &&
      other.message.cseq?.number === message.cseq?.number,
  );
  return found ?? null;
}
