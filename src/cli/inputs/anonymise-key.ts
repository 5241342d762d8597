import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Anonymising, FrameAnonymiser } from '../../output/anonymise/frames/frame-anonymiser.ts';
import { Digests } from '../../output/anonymise/messages/digests.ts';
import { Mapping } from '../../output/anonymise/names/mapping.ts';
import { CommandError, EXIT } from '../terminal/terminal.ts';

/** Octets of the shortest secret that is taken: shorter ones can be guessed. */
const SHORTEST = 16;

/** What anonymises frames with the secret of a file; without one, with a random secret that is forgotten. */
export function anonymiserWith(path: string | undefined): Anonymising {
  const mapping = new Mapping(path === undefined ? randomBytes(32) : secretOf(path));
  return give => new FrameAnonymiser({ mapping, digests: new Digests(mapping) }, give);
}

/** The octets of the file, without line ends behind them. */
function secretOf(path: string): Uint8Array {
  let octets: Buffer;
  try {
    octets = readFileSync(path);
  } catch (error) {
    throw new CommandError(`--anonymise-key: cannot read ${path}: ${(error as Error).message}`, EXIT.USAGE);
  }
  const secret = Buffer.from(octets.toString('latin1').trimEnd(), 'latin1');
  if (secret.length < SHORTEST)
    throw new CommandError(
      `--anonymise-key: expected at least ${SHORTEST} octets in ${path}, found ${secret.length}`,
      EXIT.USAGE,
    );
  return secret;
}
