import type { AccessLimits } from '../access/connections/pdn-table.ts';
import type { JournalLimits } from '../diagnosis/journal/journal.ts';
import type { SaDatabaseLimits } from '../ipsec/sa-database.ts';
import type { RegistrationLimits } from '../registration/registration-table.ts';
import type { FrameQueueLimits } from './frames/frame-queue.ts';
import type { MessageLimits } from './messages/message-assembler.ts';
import type { FoldLimits } from './messages/message-fold.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/**
 * The bounds of the analysis, handed down to the layers. Each table that reaches its bound gives up what it has had for
 * longest and counts it. Bounds that nobody would change stand where they are used.
 */
export interface Limits extends FrameQueueLimits, MessageLimits, FoldLimits {
  /** Bytes of ESP held for a key that has not come yet, with what each packet takes besides its own. */
  readonly heldEspBytes: number;
  /** Bytes of ESP that no key verified, kept for a key that comes late, with what each packet takes besides its own. */
  readonly refusedEspBytes: number;
  /** Challenges kept by nonce. */
  readonly challenges: number;
  /** Keys tried on ESP without an agreement. */
  readonly knownKeys: number;
  /** Keys with which plain ESP packets are decrypted in batches. */
  readonly laneKeys: number;
  /** Seconds that ESP without an agreement waits, once a key has come, for an agreement to come as well. */
  readonly agreementWait: number;
  /** Issues given out for one code; further ones are only counted. */
  readonly issuesPerCode: number;
  readonly ipsec: SaDatabaseLimits;
  readonly registration: RegistrationLimits;
  /** Bounds of PDN connections; unused if nobody asks for them. */
  readonly access: AccessLimits;
  /** Bounds of a diagnosis; unused without one. */
  readonly journal: JournalLimits;
}

/** The bounds as they are without `--max-memory`. */
export const LIMITS: Limits = {
  // About a minute of one busy cell.
  heldEspBytes: 64 * MIB,
  // A few packets each of some 2,000 registrations.
  refusedEspBytes: 16 * MIB,
  // As many keys as a challenge may have; only a hostile capture shows ever new agreements for one SPI.
  heldReturns: 8,
  queuedFrameBytes: 64 * MIB,
  // The REGISTERs of a large P-CSCF in an hour.
  challenges: 100_000,
  // The bound of trials on ICVs is reached with as many and one packet.
  knownKeys: 50_000,
  laneKeys: 50_000,
  agreementWait: 2,
  // They matter for a quarter of a second only.
  foldedMessages: 2048,
  foldedBytes: 8 * MIB,
  issuesPerCode: 20,
  // Transport mode in tunnel mode makes two.
  espDepth: 8,
  net: {
    // Mobile IP in GTP-U in an operator's GRE makes four.
    depth: 8,
    fragmentDatagrams: 8192,
    fragmentBytes: 32 * MIB,
    // RFC 8200 §4.5 has 60, Linux 30.
    fragmentSeconds: 30,
    expectedSpis: 65_536,
  },
  tcp: {
    connections: 32_768,
    // The largest receive window that systems have by default is 6 MiB.
    streamBytes: 4 * MIB,
    totalBytes: 64 * MIB,
    consumerBytes: 64 * MIB,
    // What 1,000 busy streams delivered last.
    deliveredBytes: 32 * MIB,
  },
  sctp: { fragments: 4096, fragmentBytes: 16 * MIB },
  ipsec: {
    sets: 50_000,
    keysPerSet: 256,
    unknownSpis: 10_000,
    generationsPerSpi: 64,
    // One packet may be damaged; four bad ones in a row speak against the key.
    searchedPackets: 4,
    // About a second of work, as much as 50 SPIs without an agreement take with 250 keys.
    searchTrials: 200_000,
  },
  registration: { registrations: 50_000, registrationBytes: 128 * MIB },
  // The phones of a small MME with two connections each, set up on three interfaces.
  access: { connections: 20_000, messages: 240_000 },
  // REGISTERs of some 15,000 registrations; of other messages the heads.
  journal: { registerBytes: 64 * MIB, otherBytes: 64 * MIB, entries: 32_768, connections: 20_000 },
};

/** A bound that takes memory: its name, and the bytes that one of what it counts takes, measured. */
type Share = readonly [get: (limits: Limits) => number, bytes: number];

/** What takes memory. Where a bound is in bytes, what they take besides is counted in them. */
const SHARES: readonly Share[] = [
  [limits => limits.heldEspBytes, 1],
  [limits => limits.refusedEspBytes, 1],
  // Frames, and as much of further observations of ESP.
  [limits => limits.queuedFrameBytes, 2],
  [limits => limits.challenges, 3300],
  [limits => limits.knownKeys, 1000],
  // In one thread.
  [limits => limits.laneKeys, 4600],
  [limits => limits.foldedBytes, 1],
  [limits => limits.net.fragmentBytes, 1],
  [limits => limits.net.expectedSpis, 72],
  [limits => limits.tcp.connections, 5500],
  [limits => limits.tcp.totalBytes, 1],
  [limits => limits.tcp.consumerBytes, 1],
  [limits => limits.tcp.deliveredBytes, 1],
  [limits => limits.sctp.fragmentBytes, 1],
  // With packets of all four SAs; half of it without any.
  [limits => limits.ipsec.sets, 12_000],
  [limits => limits.ipsec.unknownSpis, 2600],
  [limits => limits.registration.registrationBytes, 1],
  // With their ends and identities.
  [limits => limits.access.connections, 4 * KIB],
  // With their frames, and the bearers that they are about.
  [limits => limits.access.messages, 400],
  [limits => limits.journal.registerBytes, 1],
  [limits => limits.journal.otherBytes, 1],
  [limits => limits.journal.entries, 2 * KIB],
  // As in the table of connections, from which they come when it is full.
  [limits => limits.journal.connections, 9 * KIB],
];

/** Bytes that the tables take together when all of them are full. */
export function memoryOf(limits: Limits): number {
  return SHARES.reduce((sum, [get, bytes]) => sum + bytes * get(limits), 0);
}

/** Bytes that the tables of `LIMITS` take when all of them are full. */
export const DEFAULT_MEMORY = memoryOf(LIMITS);

/** With less nothing could be analysed: a connection, a set and a message must have room. */
export const LEAST_MEMORY = 16 * MIB;

/**
 * Bounds with which the tables together stay below so many bytes: those of `LIMITS` that take memory become smaller, or
 * larger, in proportion.
 *
 * @throws RangeError for less than `LEAST_MEMORY`, or what is no number.
 */
export function limitsFor(bytes: number): Limits {
  if (!(bytes >= LEAST_MEMORY) || bytes === Number.POSITIVE_INFINITY)
    throw new RangeError(`expected at least ${LEAST_MEMORY} bytes, found ${bytes}`);
  const factor = bytes / DEFAULT_MEMORY;
  const part = (value: number): number => Math.max(1, Math.floor(value * factor));
  const entries = (value: number): number => Math.min(MOST_ENTRIES, part(value));
  const { net, tcp, sctp, ipsec, registration, access, journal } = LIMITS;
  return {
    ...LIMITS,
    heldEspBytes: part(LIMITS.heldEspBytes),
    refusedEspBytes: part(LIMITS.refusedEspBytes),
    queuedFrameBytes: part(LIMITS.queuedFrameBytes),
    challenges: entries(LIMITS.challenges),
    knownKeys: entries(LIMITS.knownKeys),
    laneKeys: entries(LIMITS.laneKeys),
    foldedBytes: Math.min(MOST_AT_ONCE, part(LIMITS.foldedBytes)),
    net: {
      ...net,
      fragmentDatagrams: entries(net.fragmentDatagrams),
      fragmentBytes: part(net.fragmentBytes),
      expectedSpis: entries(net.expectedSpis),
    },
    tcp: {
      connections: entries(tcp.connections),
      streamBytes: part(tcp.streamBytes),
      totalBytes: part(tcp.totalBytes),
      consumerBytes: part(tcp.consumerBytes),
      deliveredBytes: part(tcp.deliveredBytes),
    },
    sctp: { fragments: entries(sctp.fragments), fragmentBytes: part(sctp.fragmentBytes) },
    ipsec: { ...ipsec, sets: entries(ipsec.sets), unknownSpis: entries(ipsec.unknownSpis) },
    registration: {
      registrations: entries(registration.registrations),
      registrationBytes: part(registration.registrationBytes),
    },
    access: { connections: entries(access.connections), messages: part(access.messages) },
    journal: {
      registerBytes: part(journal.registerBytes),
      otherBytes: part(journal.otherBytes),
      entries: entries(journal.entries),
      connections: entries(journal.connections),
    },
  };
}

/** Bytes of a table that takes all its memory at the beginning: a multiple of what its copies need in 250 ms. */
const MOST_AT_ONCE = 64 * MIB;

/** Entries of a table: more do not fit into a Map of V8. */
const MOST_ENTRIES = 2 ** 24;
