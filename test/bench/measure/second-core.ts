import { Worker } from 'node:worker_threads';

/** Two threads do less than this times the work of one: then no figure of two threads means anything. */
export const ENOUGH = 1.9;

/** What a thread does: counts rounds of arithmetic for some milliseconds, without memory. */
const WORK = `
const { parentPort, workerData } = require('node:worker_threads');
let [rounds, x] = [0, 1];
for (const start = performance.now(); performance.now() - start < workerData; rounds++)
  for (let i = 0; i < 100000; i++) x = (Math.imul(x, 1664525) + 1013904223) | 0;
parentPort.postMessage(rounds + (x === 0.5 ? 1 : 0));`;

/** The work that two busy threads do together by that of one, which is 2 if a second core is free. */
export async function secondCore(milliseconds = 500): Promise<number> {
  const alone = await roundsOf(milliseconds);
  const together = await Promise.all([roundsOf(milliseconds), roundsOf(milliseconds)]);
  return (together[0] + together[1]) / alone;
}

function roundsOf(milliseconds: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORK, { eval: true, workerData: milliseconds });
    worker.on('message', resolve).on('error', reject);
  });
}
