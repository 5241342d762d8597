import type { RegistrationCase } from '../../cases/case.ts';
import { notesDuring } from '../../cases/time-window.ts';
import { kamailioVersion, serversOf } from '../../evidence/products.ts';
import { framesOf, isAfter, type SipNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** https://github.com/kamailio/kamailio/pull/4932: Kamailio takes a REGISTER from another port for one in the SAs. */
export const registerNotFrom5060: RegistrationRule = {
  about: 'registration',
  id: 'R23',
  title: 'The first REGISTER does not come from port 5060',
  term: 'initial REGISTER from other port, taken for a re-registration',
  evidence:
    'The Via, or over UDP the source, of the first REGISTER in the clear has another port than 5060, and requests of the P-CSCF come to the registered UE in the clear.',
  severity: 'warning',
  advice:
    'Let the UE send its first REGISTER from port 5060, or take a P-CSCF that tells a first REGISTER by its lack of protection (Kamailio: see pull request 4932).',
  settle: '`ip xfrm state` at the P-CSCF after the registration: are there two sets of SAs for this UE?',
  check: subject => {
    const [first] = subject.attempts;
    const request = first?.gm.requests[0] ?? null;
    if (request === null || request.protection !== null) return null;
    const port = unusualPort(request);
    const registered =
      subject.attempts.find(({ attempt }) => attempt.outcome === 'registered')?.gmFinal ?? null;
    if (port === null || registered?.protection == null) return null;
    const clear = requestsInTheClear(subject, registered);
    if (clear.length === 0) return null;
    const isKamailio = kamailioVersion(serversOf(subject)) !== undefined;
    return {
      detail: `The first REGISTER comes from port ${port}. After the registration ${clear.length} ${clear.length === 1 ? 'request' : 'requests'} of the P-CSCF (${[...new Set(clear.map(({ message }) => message.method))].join(', ')}) ${clear.length === 1 ? 'comes' : 'come'} to the UE in the clear.${isKamailio ? ' Server says Kamailio.' : ''}`,
      frames: framesOf([request, ...clear]),
      confidence: 'possible',
    };
  },
};

/** The port in Via, or over UDP the one that it came from, if it is not 5060; over TCP the latter is any. */
function unusualPort({ message, transport, sourcePort }: SipNote): number | null {
  const said = message.via?.port ?? 5060;
  if (said !== 5060) return said;
  return transport === 'udp' && sourcePort !== 5060 ? sourcePort : null;
}

function requestsInTheClear(subject: RegistrationCase, from: SipNote): SipNote[] {
  const { ueAddresses, sets } = subject;
  return notesDuring(subject, subject.others).filter(
    note =>
      note.message.status === null &&
      note.protection === null &&
      ueAddresses.has(note.destination) &&
      sets.some(({ set }) => set.pcscf.address === note.source) &&
      isAfter(note, from),
  );
}
