import { hashBytes, hashStart } from '../../bytes/hash.ts';
import { readGtpv1 } from '../gtp/gtpv1.ts';
import { readGtpv2 } from '../gtp/gtpv2.ts';
import { gtpv2Session } from '../gtp/gtpv2-session.ts';
import { templateHash } from '../gtp/templates.ts';
import { readNas5gs } from '../nas/nas-5gs.ts';
import { readNasEps } from '../nas/nas-eps.ts';
import type { NasReading } from '../nas/reading.ts';
import { NGAP_PPID, readNgap } from '../s1ap-ngap/ngap.ts';
import { readS1ap, S1AP_PPID } from '../s1ap-ngap/s1ap.ts';
import { GtpJoiner, type GtpSession } from './gtp-joiner.ts';
import type { MobilityList } from './mobility-list.ts';
import { NasJoiner } from './nas-joiner.ts';
import type { AccessLimits, PdnTable } from './pdn-table.ts';
import type { Place } from './place.ts';

/** Reads what the access network and the core say about PDN connections, and joins it. */
export class AccessReader {
  readonly #gtp: GtpJoiner;
  readonly #nas: NasJoiner;

  constructor(table: PdnTable, limits: AccessLimits, mobility: MobilityList) {
    this.#gtp = new GtpJoiner(table, limits);
    this.#nas = new NasJoiner(table, limits, mobility);
  }

  /** Counts of NAS, live. */
  get nas(): NasJoiner['statistics'] {
    return this.#nas.statistics;
  }

  /** Takes a datagram of the port of GTP-C; false if it is something else. */
  gtp(bytes: Uint8Array, start: number, end: number, place: Place): boolean {
    const messages = readGtpv2(bytes, start, end);
    const hash = hashBytes(hashStart(), bytes, start, end);
    for (const message of messages) this.#session(gtpv2Session(message), hash, templateHash(message), place);
    if (messages.length > 0) return true;
    const session = readGtpv1(bytes, start, end);
    this.#session(session, hash, null, place);
    return session !== null;
  }

  /** Takes a user message of SCTP by its payload protocol identifier; false if it is neither S1AP nor NGAP. */
  sctp(ppid: number, bytes: Uint8Array, place: Place): boolean {
    if (ppid !== S1AP_PPID && ppid !== NGAP_PPID) return false;
    const pdu = ppid === S1AP_PPID ? readS1ap(bytes) : readNgap(bytes);
    if (pdu === null) return true;
    const read: (nas: Uint8Array) => NasReading = ppid === S1AP_PPID ? readNasEps : readNas5gs;
    const readings = pdu.nas.map(nas => read(nas.bytes));
    this.#nas.take(pdu, readings, hashBytes(hashStart(), bytes, 0, bytes.length), place);
    return true;
  }

  #session(session: GtpSession | null, hash: number, templates: number | null, place: Place): void {
    if (session !== null) this.#gtp.take(session, hash, templates, place);
  }
}
