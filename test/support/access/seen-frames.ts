import { readFileSync } from 'node:fs';
import type { SessionMessage } from '../../../src/access/facts.ts';
import { readGtpv2 } from '../../../src/access/gtp/gtpv2.ts';
import { gtpv2Session } from '../../../src/access/gtp/gtpv2-session.ts';
import { readNas5gs } from '../../../src/access/nas/nas-5gs.ts';
import { readNasEps } from '../../../src/access/nas/nas-eps.ts';
import { NGAP_PPID, readNgap } from '../../../src/access/s1ap-ngap/ngap.ts';
import { readS1ap, S1AP_PPID } from '../../../src/access/s1ap-ngap/s1ap.ts';
import { analyse } from '../../../src/analysis/analyse.ts';
import { LIMITS } from '../../../src/analysis/limits.ts';
import { NetDecoder } from '../../../src/net/decoder.ts';
import { SctpReassembler } from '../../../src/net/stream/sctp.ts';
import { readAll } from '../../capture/read-all.ts';

/** What a frame says of sessions and policy: texts by kind, sorted. */
export type FrameFacts = Readonly<Record<string, readonly string[]>>;

/** What we read of each frame; frames that say nothing are missing. */
export async function seenFrames(file: string): Promise<Map<number, FrameFacts>> {
  const found = new Map<number, Record<string, string[]>>();
  const add = (frame: number, kind: string, values: readonly unknown[]) => {
    const facts = found.get(frame) ?? {};
    found.set(frame, facts);
    const list = facts[kind] ?? [];
    facts[kind] = list;
    for (const value of values) list.push(`${value}`);
  };
  const addSession = (frame: number, message: SessionMessage) => {
    // Without a session management message.
    if (message.name === 'Attach reject') return;
    add(frame, message.carrier, ['message']);
    add(frame, 'containers', message.pco?.containers ?? []);
    add(frame, 'pcscf', message.pco?.pcscf ?? []);
    add(frame, 'dns', message.pco?.dns ?? []);
    add(frame, 'apn', message.apn === null ? [] : [message.apn]);
    add(frame, 'ue', message.ue);
    for (const cause of [message.cause, ...message.bearers.map(bearer => bearer.cause)])
      if (cause !== null) add(frame, `${cause.kind} cause`, [cause.number]);
    for (const { qci } of message.bearers) if (qci !== null) add(frame, `${message.carrier} QCI`, [qci]);
  };
  readAccess(file, addSession);
  await analyse([{ name: file }], {
    on: {
      diameter: ({ origin, facts: { session, result } }) => {
        add(origin.frame, 'session', [session]);
        add(origin.frame, 'result', result === null ? [] : [result]);
      },
      pdn: () => {},
    },
  });
  return new Map([...found].map(([frame, facts]) => [frame, sorted(facts)]));
}

function readAccess(file: string, add: (frame: number, message: SessionMessage) => void): void {
  const sctp = new SctpReassembler((bytes, start, end, { frame }, _frames, protocol) => {
    const message = bytes.subarray(start, end);
    const pdu =
      protocol === S1AP_PPID ? readS1ap(message) : protocol === NGAP_PPID ? readNgap(message) : null;
    for (const { bytes: nas } of pdu?.nas ?? []) {
      const { session } = protocol === S1AP_PPID ? readNasEps(nas) : readNas5gs(nas);
      if (session !== null) add(frame, session);
    }
  }, LIMITS.sctp);
  const net = new NetDecoder(() => {}, LIMITS.net);
  for (const record of readAll(readFileSync(file)).records) {
    const datagram = net.decode(record);
    if (datagram === null) continue;
    const { protocol, sourcePort, destinationPort, bytes, start, end } = datagram;
    if (protocol === 132) sctp.push(datagram);
    else if (protocol === 17 && (sourcePort === 2123 || destinationPort === 2123))
      for (const message of readGtpv2(bytes, start, end)) {
        const session = gtpv2Session(message);
        if (session !== null) add(record.frame, session.message);
      }
  }
}

/** The same facts without those that are empty. */
export function sorted(facts: Readonly<Record<string, readonly string[]>>): FrameFacts {
  const kept = Object.entries(facts).filter(([, values]) => values.length > 0);
  return Object.fromEntries(kept.map(([kind, values]) => [kind, [...values].sort()]));
}
