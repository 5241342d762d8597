import { statSync } from 'node:fs';
import { CryptoThread } from './crypto-thread.ts';

/** Bytes of captures from which on threads are worth their start. */
const WORTH_THREADS = 8 * 1024 * 1024;

/** Most threads: further ones would idle, because one thread reads and puts results in order. */
const MAX_THREADS = 8;

/**
 * Starts threads that help `analyse` with these captures: one fewer than `jobs`; none if the captures are small, cannot
 * be found or are standard input (`-`), which may be live. Give them to `analyse`, which ends them.
 */
export function startThreads(files: readonly string[], jobs: number): CryptoThread[] {
  const count = Math.min(jobs - 1, MAX_THREADS);
  if (count < 1 || sizeOf(files) < WORTH_THREADS) return [];
  return Array.from({ length: count }, () => new CryptoThread());
}

function sizeOf(files: readonly string[]): number {
  let size = 0;
  for (const file of files) {
    if (file === '-') return 0;
    size += fileSize(file);
  }
  return size;
}

function fileSize(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0; // The reason is reported when the file is read.
  }
}
