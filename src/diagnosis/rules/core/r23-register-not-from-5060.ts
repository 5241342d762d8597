import type { RegistrationCase } from '../../cases/case.ts';
import { notesDuring } from '../../cases/time-window.ts';
import { kamailioVersion, serversOf } from '../../evidence/products.ts';
import { framesOf, isAfter, type SipNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** https://github.com/kamailio/kamailio/pull/4932: Kamailio mistakes a REGISTER from another port for one in the SAs. */
export const registerNotFrom5060: RegistrationRule = {
  about: 'registration',
  id: 'R23',
  title: 'The first REGISTER does not come from port 5060',
  term: 'initial REGISTER from other port, mistaken for a re-registration',
  evidence:
    'The first, unprotected REGISTER has a port other than 5060 in Via, or over UDP as its source port. Later the registered UE gets unprotected requests from the P-CSCF.',
  severity: 'warning',
  advice:
    'Make the UE send its first REGISTER from port 5060. Or use a P-CSCF that recognises a first REGISTER by its lack of protection (Kamailio: see pull request 4932).',
  settle: 'Run `ip xfrm state` at the P-CSCF after the registration: are there two sets of SAs for this UE?',
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
      detail: `The first REGISTER comes from port ${port}. After the registration the P-CSCF sends ${clear.length} unprotected ${clear.length === 1 ? 'request' : 'requests'} to the UE (${[...new Set(clear.map(({ message }) => message.method))].join(', ')}).${isKamailio ? ' The P-CSCF is a Kamailio.' : ''}`,
      frames: framesOf([request, ...clear]),
      confidence: 'possible',
    };
  },
};

/** The port in Via, or over UDP the source port, if it is not 5060. Over TCP the source port may be any. */
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
