import { availableParallelism } from 'node:os';
import { type LaneThreads, startThreads } from '../analysis/threads/lane-threads.ts';
import { KeyGate } from '../output/keys/key-gate.ts';
import type { DecodeFormat } from './commands/decode-formats.ts';
import type { CommonArguments } from './commands/run-analysis.ts';
import { captureFiles } from './inputs/capture-files.ts';
import { KEY_INPUTS } from './inputs/key-inputs.ts';
import { refuseCapturesAsOutput } from './inputs/refuse-input.ts';
import { timeSpanOf } from './inputs/time-option.ts';
import { type AnyCommand, isShellCommand, type ParsedCommand } from './parse/command-table.ts';
import { note, type Terminal } from './terminal/terminal.ts';

/** Runs a parsed command and returns its exit code. Loads its code only now. */
export async function runCommand(given: AnyCommand, terminal: Terminal): Promise<number> {
  if (isShellCommand(given)) {
    const { runShellCommand } = await import('./shell/run-shell-command.ts');
    return runShellCommand(given, terminal);
  }
  const say = (line: string) => {
    if (given.options.quiet !== true) note(terminal, line);
  };
  // Each of the two captures to compare may be a folder.
  const file = given.name === 'compare' ? given.words : await captureFiles(given.words, say);
  refuseCapturesAsOutput(file, terminal);
  const command = { ...given, words: file };
  const threads = threadsFor(command);
  try {
    return await runWith(threads, command, terminal);
  } finally {
    await threads?.close();
  }
}

async function runWith(
  threads: LaneThreads | null,
  command: ParsedCommand,
  terminal: Terminal,
): Promise<number> {
  const { options } = command;
  const common = { ...commonOf(command, threads), ...(await namesFor(command)) };
  switch (command.name) {
    case 'decode': {
      const { decode } = await import('./commands/decode.ts');
      const format = (options.format as DecodeFormat | undefined) ?? 'text';
      const [fields, layout] = [listOf(options.field), listOf(options.layout)];
      const filter = options['display-filter'] as string | undefined;
      const verbose = options.verbose === true;
      const write = options.write as string | undefined;
      const anonymise = options.anonymise === true;
      const anonymiseKey = options['anonymise-key'] as string | undefined;
      const hideRaw = options['hide-raw'] === true;
      const hep = options.hep as string | undefined;
      const width = options.width as number | undefined;
      const esp = options.esp === true;
      return decode(
        {
          ...common,
          format,
          fields,
          layout,
          filter,
          verbose,
          write,
          anonymise,
          anonymiseKey,
          hideRaw,
          hep,
          width,
          esp,
        },
        terminal,
      );
    }
    case 'export': {
      const { exportKeys } = await import('./commands/export.ts');
      const format = options.format as 'keys' | 'ip-xfrm' | 'setkey';
      return exportKeys({ ...common, format, output: options.output as string | undefined }, terminal);
    }
    case 'facts': {
      const { facts } = await import('./commands/facts.ts');
      return facts({ ...common, format: options.format === 'json' ? 'json' : 'text' }, terminal);
    }
    case 'flow': {
      const { flow } = await import('./commands/flow.ts');
      return flow(
        {
          ...common,
          format: (options.format as 'text' | 'mermaid' | 'svg' | undefined) ?? 'text',
          output: options.output as string | undefined,
          filter: options['display-filter'] as string | undefined,
          callIds: listOf(options['call-id']),
          impis: listOf(options.impi),
          names: listOf(options.name),
          oneLadder: options['one-ladder'] === true,
          withCore: options.with === 'core',
          width: options.width as number | undefined,
        },
        terminal,
      );
    }
    case 'report': {
      const { report } = await import('./commands/report.ts');
      return report({ ...common, output: options.output as string }, terminal);
    }
    case 'sas': {
      const { sas } = await import('./commands/sas.ts');
      const format = (options.format as 'text' | 'json' | 'csv' | undefined) ?? 'text';
      return sas({ ...common, format, wide: options.wide === true }, terminal);
    }
    case 'compare': {
      const { compare } = await import('./commands/compare/compare.ts');
      const format = (options.format as 'text' | 'json' | 'csv' | undefined) ?? 'text';
      const [good, bad] = [options.good as string | undefined, options.bad as string | undefined];
      return compare({ ...common, format, good, bad }, terminal);
    }
    case 'diagnose': {
      const { diagnose } = await import('./commands/diagnose.ts');
      const format = options.format === 'json' ? 'json' : 'text';
      return diagnose({ ...common, format, verbose: options.verbose === true }, terminal);
    }
    case 'wireshark': {
      const { wireshark } = await import('./commands/wireshark.ts');
      const directory = options.directory as string;
      return wireshark({ ...common, directory, profile: options.profile as string | undefined }, terminal);
    }
  }
}

/** Loads the code that reads names only when it is used. */
async function namesFor({ options }: ParsedCommand): Promise<Pick<CommonArguments, 'hosts' | 'nameIssues'>> {
  const files = listOf(options.names);
  if (files.length === 0) return {};
  const { readNames } = await import('./inputs/read-names.ts');
  const { hosts, issues } = await readNames(files);
  return { hosts, nameIssues: issues };
}

/** Started before anything else is loaded, so that they are ready in time. They support only one engine. */
function threadsFor({ words, options }: ParsedCommand): LaneThreads | null {
  if (options.crypto === 'noble' || options.follow === true) return null;
  return startThreads(words, (options.jobs as number | undefined) ?? availableParallelism());
}

/** The values of a repeatable option. */
function listOf(value: ParsedCommand['options'][string]): readonly string[] {
  return (value as readonly string[] | undefined) ?? [];
}

function commonOf({ words, options }: ParsedCommand, threads: LaneThreads | null): CommonArguments {
  return {
    file: words,
    crypto: (options.crypto as CommonArguments['crypto'] | undefined) ?? 'auto',
    keyFiles: KEY_INPUTS.flatMap(({ option }) => listOf(options[option]).map(path => ({ option, path }))),
    ck: options.ck as string | undefined,
    ik: options.ik as string | undefined,
    failOn: options['fail-on'] as CommonArguments['failOn'],
    showKeys: options['show-keys'] === true,
    gate: options['show-keys'] === true ? null : new KeyGate(),
    quiet: options.quiet === true,
    span: timeSpanOf(options.from as string | undefined, options.to as string | undefined),
    time: options.time as CommonArguments['time'],
    colours: options.color as CommonArguments['colours'],
    follow: options.follow === true,
    maximumFrames: options.count as number | undefined,
    maximumMemory: options['max-memory'] as string | undefined,
    maximumUnpacked: options['max-unpacked'] as string | undefined,
    threads,
    // For comparisons: the output is the same with and without.
    lane: process.env.IMS_ESP_LANE !== '0',
  };
}
