import type { RegistrationCase } from '../../cases/case.ts';
import { statusText } from '../../evidence/evidence.ts';
import { type ClearMessage, clearMessages, portName } from '../../evidence/gm-ports.ts';
import { framesOf, type SipNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 33.203 §7.1: between protected ports goes nothing in the clear; SAs join port-uc with port-ps and port-us with
 * port-pc only. Seen in open5gs ipsec_reg.pcapng: a Samsung UE answers a NOTIFY, whose Via named port-pc, from port-uc;
 * Kamailio's "cope better with broken In-Dialog routing" (bb35e0aa) is about the same.
 */
export const outsideSa: RegistrationRule = {
  about: 'registration',
  id: 'R19',
  title: 'SIP in the clear between protected ports',
  term: 'response outside its SA, port-uc to port-pc, XfrmInTmplMismatch',
  evidence:
    'A SIP message in the clear from a protected port of one end to a protected port of the other after the SAs were agreed.',
  severity: 'warning',
  advice:
    'Let Via and Record-Route of what the P-CSCF sends to the UE name its port-s: then answers go from port-uc to port-ps, for which there is an SA. A P-CSCF with policies for these ports drops what comes in the clear: XfrmInTmplMismatch in /proc/net/xfrm_stat counts it.',
  settle: null,
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
        ? 'The UE sends SIP in the clear between protected ports'
        : 'The P-CSCF sends SIP in the clear between protected ports',
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

/** The Via of a request says where its answer goes (RFC 3261 §18.2.2). */
function viaText({ note }: ClearMessage, request: SipNote | null): string {
  const port = request?.message.via?.port ?? null;
  if (port === null || port !== note.destinationPort) return '';
  return ` The Via of the request, which came in ESP, names port ${port}.`;
}

/** The request in ESP that a response answers; null for a request, or if it was not seen. */
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
