import { parseArgs } from 'node:util';
import { generate } from './captures/generator.ts';
import { MAXIMUM_UES, type Parameters, SUITES, suiteNamed } from './captures/parameters.ts';

const USAGE = `node build/test/bench/generate.js --out FILE [--ues N] [--pairs M] [--alg A] [--ealg E] [--ip 4|6] [--transport udp|tcp]

Writes a capture of N UEs (1) that register and then exchange M pairs (10) of MESSAGE and 200 each.
Suites (hmac-sha-1-96 with aes-cbc): ${SUITES.map(({ alg, ealg }) => `${alg} ${ealg}`).join(', ')}`;

function readArguments(): { out: string; parameters: Parameters } {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      ues: { type: 'string', default: '1' },
      pairs: { type: 'string', default: '10' },
      alg: { type: 'string', default: 'hmac-sha-1-96' },
      ealg: { type: 'string', default: 'aes-cbc' },
      ip: { type: 'string', default: '4' },
      transport: { type: 'string', default: 'udp' },
    },
  });
  const { out, alg, ealg, ip, transport } = values;
  if (out === undefined) throw new Error('--out: a file name was expected');
  const suite = suiteNamed(alg, ealg);
  if (suite === null) throw new Error(`no suite has alg ${alg} and ealg ${ealg}`);
  if (ip !== '4' && ip !== '6') throw new Error(`--ip: 4 or 6 was expected, '${ip}' was found`);
  if (transport !== 'udp' && transport !== 'tcp')
    throw new Error(`--transport: udp or tcp was expected, '${transport}' was found`);
  const ues = wholeNumber('--ues', values.ues, 1, MAXIMUM_UES);
  const pairs = wholeNumber('--pairs', values.pairs, 0, 100_000_000);
  return { out, parameters: { ues, pairs, suite, family: ip === '4' ? 4 : 6, transport } };
}

function wholeNumber(option: string, text: string, minimum: number, maximum: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  throw new Error(
    `${option}: a whole number from ${minimum} to ${maximum} was expected, '${text}' was found`,
  );
}

try {
  const { out, parameters } = readArguments();
  const { frames, espPackets, messages, bytes } = generate(parameters, out);
  console.log(
    `${out}: ${frames} frames, ${espPackets} ESP packets, ${messages} SIP messages, ${bytes} bytes`,
  );
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`);
  process.exitCode = 1;
}
