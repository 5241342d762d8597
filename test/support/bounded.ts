import { LIMITS } from '../../src/analysis/limits.ts';
import type { CryptoEngine } from '../../src/ipsec/crypto/engine.ts';
import { type RecoveryContext, SaDatabase, type SaDatabaseLimits } from '../../src/ipsec/sa-database.ts';
import type { Report } from '../../src/model/issue.ts';
import type { GivenSa } from '../../src/model/security-association.ts';
import { NetDecoder, type NetLimits } from '../../src/net/decoder.ts';
import { type DeliverSctp, type SctpLimits, SctpReassembler } from '../../src/net/stream/sctp.ts';
import { type OpenStream, type TcpLimits, TcpReassembler } from '../../src/net/stream/tcp.ts';
import type { NetTraces } from '../../src/net/traces.ts';

/** A decoder with the bounds of an analysis, but for those that a test is about. */
export function netDecoder(report: Report, limits: Partial<NetLimits> = {}, traces?: NetTraces): NetDecoder {
  return new NetDecoder(report, { ...LIMITS.net, ...limits }, traces);
}

/** The same for TCP streams. */
export function tcpReassembler(
  open: OpenStream,
  report: Report,
  limits: Partial<TcpLimits> = {},
): TcpReassembler {
  return new TcpReassembler(open, report, { ...LIMITS.tcp, ...limits });
}

/** The same for SCTP messages. */
export function sctpReassembler(deliver: DeliverSctp, limits: Partial<SctpLimits> = {}): SctpReassembler {
  return new SctpReassembler(deliver, { ...LIMITS.sctp, ...limits });
}

/** The same for SA sets. */
export function saDatabase(
  engine: CryptoEngine,
  limits: Partial<SaDatabaseLimits> = {},
  given: readonly GivenSa[] = [],
  recovery?: RecoveryContext,
): SaDatabase {
  return new SaDatabase(engine, { ...LIMITS.ipsec, ...limits }, given, recovery);
}
