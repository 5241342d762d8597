import type { JournalLimits } from '../diagnosis/journal/journal.ts';
import type { SaDatabaseLimits } from '../ipsec/sa-database.ts';
import type { NetLimits } from '../net/decoder.ts';
import type { SctpLimits } from '../net/stream/sctp.ts';
import type { TcpLimits } from '../net/stream/tcp.ts';
import type { RegistrationLimits } from '../registration/registration-table.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/**
 * The bounds of the analysis, handed down to the layers. Each table that reaches its bound gives up what it has had for
 * longest and counts it. `OTHER_LIMITS` lists the bounds that nobody would change, which stand where they are used.
 */
export interface Limits {
  /** Bytes of ESP held for a key that has not come yet, with what each packet takes besides its own. */
  readonly heldEspBytes: number;
  /** Times that a packet held is tried in vain when an agreement for its SPI comes. */
  readonly heldReturns: number;
  /** Bytes of frames that wait to be written until ESP before them has its key, and of further observations of them. */
  readonly queuedFrameBytes: number;
  /** Challenges kept by nonce. */
  readonly challenges: number;
  /** Keys tried on ESP without an agreement. */
  readonly knownKeys: number;
  /** Openers of ESP that threads are told of. */
  readonly threadOpeners: number;
  /** Seconds that ESP without an agreement waits, once a key has come, for an agreement to come as well. */
  readonly agreementWait: number;
  /** Packets of one SPI without an agreement with which a key that came later is tried. */
  readonly searchedPackets: number;
  /** Messages remembered to fold duplicate observations, and their bytes. */
  readonly foldedMessages: number;
  readonly foldedBytes: number;
  /** Issues given out for one code; further ones are only counted. */
  readonly issuesPerCode: number;
  /** ESP packets within each other; deeper ones stay closed. */
  readonly espDepth: number;
  readonly net: NetLimits;
  readonly tcp: TcpLimits;
  readonly sctp: SctpLimits;
  readonly ipsec: SaDatabaseLimits;
  readonly registration: RegistrationLimits;
  /** What a diagnosis keeps; nothing without one. */
  readonly journal: JournalLimits;
}

/** The bounds as they are without `--max-memory`. */
export const LIMITS: Limits = {
  // About a minute of one busy cell.
  heldEspBytes: 64 * MIB,
  // As many keys as a challenge may have; a capture that shows ever new agreements for one SPI is made to do harm.
  heldReturns: 8,
  queuedFrameBytes: 64 * MIB,
  // The REGISTERs of a large P-CSCF in an hour.
  challenges: 100_000,
  // The bound of trials on ICVs is reached with as many and one packet.
  knownKeys: 50_000,
  threadOpeners: 50_000,
  agreementWait: 2,
  searchedPackets: 4,
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
  // REGISTERs of some 15,000 registrations; of other messages the heads.
  journal: { registerBytes: 64 * MIB, otherBytes: 64 * MIB, entries: 32_768 },
};

/** A bound that takes memory: its name, and the bytes that one of what it counts takes, measured. */
type Share = readonly [get: (limits: Limits) => number, bytes: number];

/** What takes memory. Where a bound is in bytes, what they take besides is counted in them. */
const SHARES: readonly Share[] = [
  [limits => limits.heldEspBytes, 1],
  // Frames, and as much of further observations of ESP.
  [limits => limits.queuedFrameBytes, 2],
  [limits => limits.challenges, 3300],
  [limits => limits.knownKeys, 1000],
  // In one thread.
  [limits => limits.threadOpeners, 4600],
  [limits => limits.foldedBytes, 1],
  [limits => limits.net.fragmentBytes, 1],
  [limits => limits.net.expectedSpis, 72],
  [limits => limits.tcp.connections, 5500],
  [limits => limits.tcp.totalBytes, 1],
  [limits => limits.tcp.consumerBytes, 1],
  [limits => limits.sctp.fragmentBytes, 1],
  // With packets of all four SAs; half of it without any.
  [limits => limits.ipsec.sets, 12_000],
  [limits => limits.ipsec.unknownSpis, 2600],
  [limits => limits.registration.registrationBytes, 1],
  [limits => limits.journal.registerBytes, 1],
  [limits => limits.journal.otherBytes, 1],
  [limits => limits.journal.entries, 2 * KIB],
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
    throw new RangeError(`at least ${LEAST_MEMORY} bytes were expected, found ${bytes}`);
  const factor = bytes / DEFAULT_MEMORY;
  const part = (value: number): number => Math.max(1, Math.floor(value * factor));
  const entries = (value: number): number => Math.min(MOST_ENTRIES, part(value));
  const { net, tcp, sctp, ipsec, registration, journal } = LIMITS;
  return {
    ...LIMITS,
    heldEspBytes: part(LIMITS.heldEspBytes),
    queuedFrameBytes: part(LIMITS.queuedFrameBytes),
    challenges: entries(LIMITS.challenges),
    knownKeys: entries(LIMITS.knownKeys),
    threadOpeners: entries(LIMITS.threadOpeners),
    foldedBytes: part(LIMITS.foldedBytes),
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
    },
    sctp: { fragments: entries(sctp.fragments), fragmentBytes: part(sctp.fragmentBytes) },
    ipsec: { ...ipsec, sets: entries(ipsec.sets), unknownSpis: entries(ipsec.unknownSpis) },
    registration: {
      registrations: entries(registration.registrations),
      registrationBytes: part(registration.registrationBytes),
    },
    journal: {
      registerBytes: part(journal.registerBytes),
      otherBytes: part(journal.otherBytes),
      entries: entries(journal.entries),
    },
  };
}

/** More do not fit into a Map of V8. */
const MOST_ENTRIES = 2 ** 24;

/** A bound that stands where it is used: the file below `src/`, the constant, its value and unit, and what it is for. */
export type OtherLimit = readonly [file: string, constant: string, value: number, unit: string, what: string];

/** All other bounds of what a capture can make the tool keep or do. A test holds them against the source. */
export const OTHER_LIMITS: readonly OtherLimit[] = [
  [
    'capture/limits.ts',
    'MAX_CAPTURED_LENGTH',
    262_144,
    'bytes',
    'a frame, the largest snap length of libpcap',
  ],
  ['capture/limits.ts', 'MAX_BLOCK_LENGTH', 16 * MIB, 'bytes', 'a pcapng block, as in tshark'],
  ['capture/limits.ts', 'MAX_INTERFACES', 65_536, 'interfaces', 'of a pcapng section'],
  ['capture/limits.ts', 'MAX_RESYNCHRONISATIONS', 1000, 'searches', 'for records behind damage in a file'],
  ['capture/limits.ts', 'MAX_KEPT_OPTIONS', 16 * MIB, 'bytes', 'pcapng options of sections and interfaces'],
  ['capture/pcap/pcap.ts', 'MAX_ODDITIES', 100, 'records', 'odd records of a file that are named'],
  ['analysis/input/packed-source.ts', 'PIECE', 32 * KIB, 'bytes', 'compressed bytes unpacked at once'],
  ['analysis/input/packed-source.ts', 'BACKLOG', 4 * MIB, 'bytes', 'unpacked bytes that wait'],
  ['analysis/input/unpack.ts', 'MAX_DEPTH', 4, 'levels', 'compressed files within each other'],
  ['analysis/input/gunzip.ts', 'MAX_TEXT', 64 * KIB, 'bytes', 'a name or comment in a gzip header'],
  [
    'analysis/input/probe.ts',
    'MAX_PROBED',
    4 * MIB,
    'bytes',
    'in which the first frame of a file must be found',
  ],
  [
    'analysis/messages/message-fold.ts',
    'WINDOW_NANOSECONDS',
    250_000_000,
    'ns',
    'in which equal messages are one',
  ],
  ['analysis/threads/crypto-thread.ts', 'AHEAD', 3, 'jobs', 'of one thread at a time'],
  ['analysis/threads/start-threads.ts', 'THREADS', 8, 'threads', 'there is no more to do'],
  ['net/ip/fragments.ts', 'MAX_DATAGRAM', 65_535, 'bytes', 'an IP datagram (RFC 791 §3.1)'],
  [
    'net/ip/fragments.ts',
    'MAX_PIECES',
    1024,
    'fragments',
    'of a datagram; 64 KiB over links of 576 bytes make 119',
  ],
  [
    'net/ip/fragmented-datagram.ts',
    'MAX_SIGHTINGS',
    16,
    'times',
    'that a fragment was seen and not used yet',
  ],
  ['net/rewrite/envelope.ts', 'MAX_SHELLS', 64, 'headers', 'around an ESP packet that is replaced'],
  ['net/stream/sctp.ts', 'FRAGMENTS_OF_A_MESSAGE', 256, 'fragments', 'beyond what SIP and Diameter send'],
  ['net/skipped-frames.ts', 'MAX_REPORTED', 1000, 'kinds', 'of frames that are not read and named once'],
  ['net/stream/tcp-stream.ts', 'MAX_ISOLATED', 64, 'stretches', 'before the first byte of a midstream start'],
  ['net/stream/tcp-stream.ts', 'ISOLATED_WINDOW', 64 * KIB, 'bytes', 'before it that are of the same stream'],
  ['net/stream/tcp-stream.ts', 'FARTHEST_AHEAD', 2 ** 30, 'bytes', 'the largest window (RFC 7323 §2.3)'],
  ['net/stream/tcp-stream.ts', 'FARTHEST_BEHIND', 2 ** 20, 'bytes', 'a late copy may lie behind'],
  ['net/stream/tcp.ts', 'SWEPT', 64, 'connections', 'stopped at a hole that one packet makes it look at'],
  ['net/link/upper-pdu.ts', 'MAX_NAME', 64, 'bytes', 'the name of a dissector'],
  ['sip/start-line.ts', 'START_LINE_CAP', 8192, 'bytes', 'a start line'],
  ['sip/start-line.ts', 'METHOD_CAP', 64, 'bytes', 'a method; RFC 4475 §3.1.1.2 has 43'],
  ['sip/stream-framer.ts', 'HEADER_SECTION_CAP', 256 * KIB, 'bytes', 'the headers of a message on TCP'],
  ['sip/stream-framer.ts', 'BODY_CAP', 16 * MIB, 'bytes', 'the body of a message on TCP'],
  [
    'sip/stream-framer.ts',
    'MIDSTREAM_CAP',
    256 * KIB,
    'bytes',
    'without a start line before a stream is no SIP',
  ],
  ['sip/grammar.ts', 'LINE_CAP', 1024, 'bytes', 'a line that may be a mistaken start line'],
  ['diameter/message.ts', 'DIAMETER_LENGTH_CAP', MIB, 'bytes', 'a Diameter message'],
  ['diameter/message.ts', 'AVP_CAP', 4096, 'AVPs', 'of a message or a group'],
  ['ipsec/sa/sequence-window.ts', 'LARGEST', 256, 'packets', 'of an SPI remembered to fold copies'],
  [
    'ipsec/decrypt/extended-sequence.ts',
    'EXTENDED_TRIALS',
    8,
    'packets',
    'tried with sequence numbers of 64 bits',
  ],
  ['ipsec/crypto/key-ring.ts', 'RINGS_KEPT', 2000, 'keys', 'ready to be tried'],
  [
    'ipsec/sa/trial-credit.ts',
    'PER_PACKET',
    32,
    'trials',
    'that each packet of an SPI adds to what they may cost',
  ],
  ['ipsec/sa/trial-credit.ts', 'AT_FIRST', 4096, 'trials', 'that there are at the beginning'],
  ['ipsec/sa/trial-credit.ts', 'MOST', 131_072, 'trials', 'that may be saved'],
  [
    'registration/kept-text.ts',
    'LONGEST_TEXT',
    1024,
    'characters',
    'a Call-ID, identity or nonce that is kept',
  ],
  ['registration/challenge-store.ts', 'LONGEST_RES', 64, 'bytes', 'XRES; TS 33.105 §5.1.7.8 has 16'],
  [
    'registration/challenge-store.ts',
    'ALGORITHMS_KEPT',
    8,
    'algorithms',
    'of a nonce; there are not so many',
  ],
  ['sip/digest.ts', 'MOST_KEPT', 16, 'challenges', 'or answers of a message'],
  ['registration/challenge-store.ts', 'KEYS_KEPT', 8, 'keys', 'of a challenge; more are forgeries'],
  [
    'registration/registration-table.ts',
    'MAX_ATTEMPTS',
    1000,
    'attempts',
    'of a Call-ID, and sets that they made',
  ],
  ['registration/registration-table.ts', 'MAX_LEGS', 16, 'ways', 'on which a REGISTER was seen'],
  [
    'registration/registration-table.ts',
    'FRAMES_KEPT',
    64,
    'frames',
    'of an attempt; retransmissions add nothing',
  ],
  ['registration/sets/sets-by-nonce.ts', 'SETS_OF_A_NONCE', 64, 'sets', 'of a challenge'],
  [
    'registration/registration-tracker.ts',
    'NONCES_OF_AN_ATTEMPT',
    16,
    'challenges',
    'of a REGISTER; a 401 has one for each algorithm',
  ],
  [
    'registration/registration-tracker.ts',
    'ATTEMPTS_SEARCHED',
    16,
    'attempts',
    'searched for the offer to a challenge',
  ],
  [
    'registration/sets/sa-lifecycle.ts',
    'SETS_FOLLOWED',
    64,
    'sets',
    'of an identity whose states are followed',
  ],
  ['output/text/sa-table.ts', 'TABLE_ROWS', 500, 'rows', 'of a table for people'],
  ['output/ladder/message.ts', 'TEXT_KEPT', 256, 'characters', 'of a text beside an arrow'],
  ['output/ladder/message.ts', 'FRAMES_KEPT', 16, 'frames', 'of a message in a ladder'],
  ['cli/commands/flow.ts', 'MESSAGES_KEPT', 20_000, 'messages', 'in ladders for people, of SIP and of Cx'],
  [
    'diagnosis/cases/cx-by-user.ts',
    'MOST',
    256,
    'messages',
    'of Cx looked at for one identity of a registration',
  ],
  [
    'diagnosis/journal/bad-packets.ts',
    'LONGEST',
    2048,
    'bytes',
    'of a bad packet kept to be tried under other keys',
  ],
  ['diagnosis/journal/bad-packets.ts', 'SAS_KEPT', 1000, 'SAs', 'of which the first bad packet is kept'],
  [
    'diagnosis/evidence/silence/connections.ts',
    'SYNS_KEPT',
    12,
    'segments',
    'of one connection; retransmissions add nothing',
  ],
  ['diagnosis/journal/esp-activity.ts', 'FRAMES_KEPT', 8, 'frames', 'named of an SA'],
  ['diagnosis/journal/esp-activity.ts', 'PATHS_KEPT', 8, 'paths', 'that packets of an SA took'],
  [
    'diagnosis/journal/esp-activity.ts',
    'UNANSWERED_KEPT',
    64,
    'packets',
    'of a UE without an answer; further ones are counted',
  ],
  ['diagnosis/journal/journal.ts', 'FRAMES_KEPT', 12, 'frames', 'of duplicates and of gaps that are named'],
];
