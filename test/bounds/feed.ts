import { once } from 'node:events';
import { ATTACKS, ORDINARY } from './attacks.ts';

/* Writes the capture of an attack to standard output: `feed.js NUMBER COUNT`; number -1 is the ordinary capture. */

const [number, count] = process.argv.slice(2).map(Number) as [number, number];
const attack = number < 0 ? ORDINARY : ATTACKS[number];
if (attack === undefined) throw new Error(`there is no attack ${number}`);
let bytes = 0;
process.stdout.on('error', () => process.exit(0));
for (const chunk of attack.capture(count)) {
  bytes += chunk.length;
  if (!process.stdout.write(chunk)) await once(process.stdout, 'drain');
}
process.stderr.write(`${bytes}\n`);
