import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.ts';
import { main } from '../../src/cli/main.ts';
import { COMMANDS } from '../../src/cli/parse/command-table.ts';
import { fixture } from '../support/programs/lab.ts';
import { Failure } from './checks.ts';
import { type CommandRuns, throughCommand } from './commands.ts';
import { loadStories } from './corpus.ts';
import { fuzzOne } from './fuzz.ts';
import { fuzzInput, MUTATION_NAMES } from './input.ts';
import { checkCounts, checkWork } from './invariants.ts';
import { noDepth } from './library.ts';

const stories = loadStories();
const folder = mkdtempSync(join(tmpdir(), 'ims-esp-fuzz-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const commandRuns = (): CommandRuns => ({ main, folder, processes: 0, tshark: 0, counts: new Map() });

describe('the input of a seed', () => {
  test('is the same each time, and differs from that of the next seed', () => {
    const again = loadStories();
    const files = (seed: number, from = stories) =>
      fuzzInput(seed, from).files.map(file => Buffer.from(file).toString('hex'));
    for (let seed = 0; seed < 15; seed++) expect(files(seed)).toEqual(files(seed, again));
    expect(new Set(Array.from({ length: 15 }, (_, seed) => files(seed).join())).size).toBe(15);
  });

  test.each(MUTATION_NAMES)('can be made with %s', name => {
    const inputs = Array.from({ length: 40 }, (_, seed) => fuzzInput(seed, stories, name));
    expect(inputs.some(({ mutations }) => mutations.includes(name))).toBe(true);
    expect(inputs.every(({ mutations }) => mutations.every(mutation => mutation === name))).toBe(true);
  });
});

test('a few hundred inputs do no harm, and many come far', async () => {
  const plan = {
    stories,
    only: null,
    command: null,
    everyCommand: 40,
    commands: commandRuns(),
    depth: noDepth(),
  };
  for (let seed = 1; seed <= 400; seed++) expect((await fuzzOne(seed, plan))?.text).toBeUndefined();
  expect(plan.depth.withSip).toBeGreaterThan(300);
  expect(plan.depth.withProtectedSip).toBeGreaterThan(120);
  expect(plan.depth.issues.size).toBeGreaterThan(25);
});

test.each(COMMANDS)('nor do they through $name', async ({ name }) => {
  const plan = {
    stories,
    only: null,
    command: name,
    everyCommand: 1,
    commands: commandRuns(),
    depth: noDepth(),
  };
  for (let seed = 2001; seed <= 2006; seed++) expect((await fuzzOne(seed, plan))?.text).toBeUndefined();
});

describe('what is wrong is noticed', () => {
  const input = fuzzInput(1, stories);

  /** What is said of a few command lines of a program that does this. */
  async function saidOf(command: string, exitCode: number, printed: string): Promise<string> {
    const broken: CommandRuns['main'] = async (_argv, terminal) => {
      terminal.stdout.write(printed);
      return exitCode;
    };
    const said: string[] = [];
    for (let seed = 0; seed < 8; seed++)
      said.push(
        await throughCommand({ ...input, seed }, false, { ...commandRuns(), main: broken }, command).then(
          () => 'all is well',
          String,
        ),
      );
    return said.join('\n');
  }

  test.each([
    ['an exit code that is none', 4, '', 'exit code 4'],
    ['a right command line that is refused', 1, '', 'is refused'],
    ['an error that was not foreseen', 2, '', 'for an input that can be read'],
    ['a control character', 0, 'a\u001b[2J\n', 'control character'],
    ['markup that is not closed', 0, '<svg><g></svg>', 'closes'],
    ['markup that a capture brought', 0, '<svg><text onload="x">a</text></svg>', 'event handler'],
  ])('%s', async (_, exitCode, printed, message) => {
    expect(await saidOf('wireshark', exitCode, printed)).toContain(message);
  });

  test.each([
    ['JSON that is none', '{"type":"header"\n', 'no JSON'],
    [
      'JSON lines without an end',
      '{"type":"header","schema":"s","version":"v","files":[]}\n',
      'the last line',
    ],
    ['a member that lacks', '{"type":"header","schema":"s","files":[]}\n{"type":"summary"}\n', 'version is'],
  ])('%s', async (_, printed, message) => {
    expect(await saidOf('sas', 0, printed)).toContain(message);
  });

  test('what is right is not', async () => {
    expect(
      await saidOf('wireshark', 0, '<svg><g a="b"/><!-- c --><text>&lt;x></text></svg>\n'),
    ).not.toContain('Failure');
    expect(await saidOf('wireshark', 0, 'a line\n\tand another\n')).toMatch(/^(all is well\n?)+$/);
  });

  test('more work than the input is worth, and counts that do not add up', async () => {
    const file = readFileSync(fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap'));
    async function* stream() {
      yield file;
    }
    const result = await analyse([{ name: 'a04', stream: stream() }]);
    const { summary } = result;
    const counts = {
      begin: 1,
      sip: summary.sip.messages,
      sipBytes: 30_000,
      frames: summary.frames,
      frameBytes: file.length,
      issues: 0,
    };
    const bounds = { files: [file], unpacked: file.length };
    checkWork(bounds, counts, result, true);
    checkCounts(counts, result);
    for (const change of [{ sip: 1e6 }, { sipBytes: 1e6 }, { frames: 1 }, { frameBytes: 1e6 }])
      expect(() => checkWork(bounds, { ...counts, ...change }, result, true)).toThrow(Failure);
    for (const change of [{ begin: 2 }, { sip: 1 }, { issues: 9 }])
      expect(() => checkCounts({ ...counts, ...change }, result)).toThrow(Failure);
    for (const esp of [{ decrypted: 0 }, { packets: 99 }, { icvGood: 99 }])
      expect(() =>
        checkCounts(counts, { ...result, summary: { ...summary, esp: { ...summary.esp, ...esp } } }),
      ).toThrow(Failure);
  });
});
