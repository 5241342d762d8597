import { epsMobility, fiveGsMobility } from '../../../access/nas/mobility.ts';
import type { NasReading } from '../../../access/nas/reading.ts';
import { causeText } from '../../../access/pdn.ts';
import type { RadioMessage } from '../../../analysis/events/core-event.ts';
import type { Flow } from '../../../analysis/events/flow.ts';
import type { CoreFacts, CoreRow } from './core-said.ts';
import { bearerRow, sessionRows } from './session-rows.ts';

/** What a message of S1AP or NGAP says: its procedure, its NAS messages, its bearers. Null if it has neither of them. */
export function radioFacts(core: RadioMessage, flow: Flow): CoreFacts | null {
  const { pdu, protocol } = core;
  if (pdu === null || (core.nas.length === 0 && pdu.bearers.length === 0)) return null;
  const nas = core.nas.flatMap(one => (one.contained === null ? [one] : [one, one.contained]));
  const session = nas.find(one => one.session !== null)?.session ?? null;
  // A refusal of an attach is one of its connection as well.
  const names = [...new Set(nas.flatMap(one => namesOf(one, protocol)))];
  const [coreName, radioName] = protocol === 's1ap' ? ['MME', 'eNB'] : ['AMF', 'gNB'];
  return {
    protocol: protocol === 's1ap' ? 'S1AP (NAS)' : 'NGAP (NAS)',
    names: names.length > 0 ? names : [pdu.name],
    kind: session === null ? null : session.part === 'request' ? 'request' : 'answer',
    joins: nas.flatMap(one => joinsOf(one, core, flow)),
    rows: [
      ['Procedure', pdu.name],
      ...numbered(`UE id of the ${coreName}`, core.coreId),
      ...numbered(`UE id of the ${radioName}`, core.radioId),
      ...nas.flatMap(one => nasRows(one, protocol)),
      ...pdu.bearers.flatMap((bearer, i) => bearerRow(bearer, i)),
      ...pdu.failed.map((id): CoreRow => ['Not set up', `${id}`]),
    ],
  };
}

function mobilityOf({ mobility }: NasReading, protocol: RadioMessage['protocol']) {
  if (mobility === null) return null;
  return protocol === 's1ap' ? epsMobility(mobility) : fiveGsMobility(mobility);
}

/** `Attach request`, then the message of session management in it. */
function namesOf(one: NasReading, protocol: RadioMessage['protocol']): string[] {
  const names = [mobilityOf(one, protocol)?.name, one.session?.name].filter(name => name !== undefined);
  return names.length === 0 && one.ciphered ? ['ciphered NAS'] : names;
}

function nasRows(one: NasReading, protocol: RadioMessage['protocol']): CoreRow[] {
  const mobility = mobilityOf(one, protocol);
  const identities = one.identities.flatMap(({ imsi, imei, guti }): CoreRow[] => [
    ...named('IMSI', imsi),
    ...named('IMEI', imei),
    ...named(protocol === 's1ap' ? 'GUTI' : '5G-GUTI', guti),
  ]);
  return [
    ...(one.ciphered ? [['NAS', 'ciphered: not read'] as const] : []),
    ...named('NAS', mobility?.name ?? null),
    ...named('Cause of it', mobility?.cause ? causeText(mobility.cause) : null),
    ...identities,
    ...(one.session === null ? [] : [['NAS', one.session.name] as const, ...sessionRows(one.session)]),
  ];
}

/** The transaction of NAS, and the bearer or session: the answer to an answer has only the second. */
function joinsOf({ sessionBytes }: NasReading, { protocol, radioId }: RadioMessage, flow: Flow): string[] {
  if (sessionBytes === null) return [];
  const [first = 0, second = 0, third = 0] = sessionBytes;
  const [session, transaction] = protocol === 's1ap' ? [first >> 4, second] : [second, third];
  const phone = `${protocol} ${[flow.source, flow.destination].sort().join(' ')} ${radioId}`;
  return [
    ...(transaction === 0 ? [] : [`${phone} transaction ${transaction}`]),
    ...(session === 0 ? [] : [`${phone} session ${session}`]),
  ];
}

function named(label: string, text: string | null): CoreRow[] {
  return text === null ? [] : [[label, text]];
}

function numbered(label: string, value: number | null): CoreRow[] {
  return value === null ? [] : [[label, `${value}`]];
}
