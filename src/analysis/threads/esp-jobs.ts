import type { IntegrityMethod } from '../../ipsec/crypto/suites.ts';
import type { EncryptionAlgorithm } from '../../model/security-association.ts';

/** An opener of packets in a form that can be sent to another thread. */
export interface OpenerSpecification {
  /** Number of the opener, from 0. */
  readonly id: number;
  readonly ck: Uint8Array;
  readonly ik: Uint8Array;
  readonly method: IntegrityMethod;
  readonly ealg: EncryptionAlgorithm;
  /** The index of the cipher among those that `ealg` may mean. */
  readonly variant: number;
}

/** Memory of one job, shared by both threads. */
export interface JobMemory {
  /** ESP packets one after the other. */
  readonly bytes: Uint8Array;
  /** `ROW` words for each packet; see `COLUMN`. */
  readonly rows: Int32Array;
  /** Openers that are new to the thread, as `writeOpener` writes them. */
  readonly openers: Uint8Array;
  /** `PACKETS`, `OPENERS`, `STATE`. */
  readonly head: Int32Array;
}

/** The memory that a thread starts with. */
export interface ThreadMemory {
  readonly jobs: readonly JobMemory[];
  /** `READY`, `STOP`. */
  readonly control: Int32Array;
}

/** Most bytes of ESP, packets and new openers in one job. */
export const JOB_BYTES = 512 * 1024;
export const JOB_PACKETS = 8192;
export const JOB_OPENERS = 2048;

/** Words of `JobMemory.head`: the number of packets and of new openers, and the state of the job. */
export const HEAD = { PACKETS: 0, OPENERS: 1, STATE: 2 } as const;

/** Values of `HEAD.STATE`. */
export const STATE = { IDLE: 0, POSTED: 1, DONE: 2 } as const;

/** Words of `ThreadMemory.control`. */
export const CONTROL = { READY: 0, STOP: 1 } as const;

/** Words of one row. */
export const ROW = 4;

/**
 * The words of a row. Going out: start and end of the packet, and its opener. Coming back: start and end of the
 * plaintext, and the verdict.
 */
export const COLUMN = { START: 0, END: 1, OPENER: 2, VERDICT: 3 } as const;

/** Verdict of a row. */
export const VERDICT = { BAD: 0, GOOD: 1 } as const;

/** Memory for a thread with up to `jobs` jobs at a time. */
export function threadMemory(jobs: number): ThreadMemory {
  return { jobs: Array.from({ length: jobs }, jobMemory), control: new Int32Array(new SharedArrayBuffer(8)) };
}

/** Writes an opener at that index of a job. */
export function writeOpener(openers: Uint8Array, index: number, opener: OpenerSpecification): void {
  const at = index * OPENER_LENGTH;
  new DataView(openers.buffer, openers.byteOffset + at).setUint32(0, opener.id);
  openers[at + 4] = METHODS.indexOf(opener.method);
  openers[at + 5] = CIPHERS.indexOf(opener.ealg);
  openers[at + 6] = opener.variant;
  openers.set(opener.ck, at + 8);
  openers.set(opener.ik, at + 24);
}

/** Reads an opener that `writeOpener` wrote. */
export function readOpener(openers: Uint8Array, index: number): OpenerSpecification {
  const at = index * OPENER_LENGTH;
  return {
    id: new DataView(openers.buffer, openers.byteOffset + at).getUint32(0),
    method: METHODS[openers[at + 4] as number] as IntegrityMethod,
    ealg: CIPHERS[openers[at + 5] as number] as EncryptionAlgorithm,
    variant: openers[at + 6] as number,
    ck: openers.slice(at + 8, at + 24),
    ik: openers.slice(at + 24, at + 40),
  };
}

const OPENER_LENGTH = 40;
const METHODS: readonly IntegrityMethod[] = ['hmac-sha-1-96', 'hmac-md5-96', 'aes-gmac', 'aes-gcm'];
const CIPHERS: readonly EncryptionAlgorithm[] = ['null', 'aes-cbc', 'des-ede3-cbc', 'aes-gcm'];

function jobMemory(): JobMemory {
  return {
    bytes: new Uint8Array(new SharedArrayBuffer(JOB_BYTES)),
    rows: new Int32Array(new SharedArrayBuffer(4 * ROW * JOB_PACKETS)),
    openers: new Uint8Array(new SharedArrayBuffer(OPENER_LENGTH * JOB_OPENERS)),
    head: new Int32Array(new SharedArrayBuffer(12)),
  };
}
