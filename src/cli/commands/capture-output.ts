import type { AnalysisResult } from '../../analysis/analyse.ts';
import type { OutputFrame } from '../../analysis/events/output-frame.ts';
import type { PlainEvent } from '../../analysis/events/plain-event.ts';
import type { RewrittenFrame } from '../../net/rewrite/frame-rewriter.ts';
import type { Anonymising } from '../../output/anonymise/frames/frame-anonymiser.ts';
import { DecryptedCapture, type DecryptedCaptureContext } from '../../output/export/decrypted-capture.ts';
import { refuseInput } from '../inputs/refuse-input.ts';
import { isLive } from '../live/live-inputs.ts';
import type { BatchedOutput } from '../terminal/batched-output.ts';
import { openFile } from '../terminal/file-output.ts';
import { CommandError, EXIT, type Terminal } from '../terminal/terminal.ts';
import { VERSION } from '../terminal/version.ts';
import { type CommonArguments, isUnread } from './run-analysis.ts';

/** Output of the decrypted capture. */
export interface CaptureOutput {
  /** Takes the next frame. Throws a CommandError when it cannot be written. */
  frame(frame: OutputFrame): void;
  /** The same for the frame of a plain packet; null with several inputs. */
  readonly plainFrame: ((packet: PlainEvent, frame: RewrittenFrame) => void) | null;
  /** Waits until the output accepts more. True if its reader has left. @param isLive see `AnalysisSink.settle`. */
  settle(isLive: boolean): Promise<boolean>;
  /** Ends the capture after the analysis; returns one line about it, or null. */
  finish(result: AnalysisResult): Promise<string | null>;
  /** Removes an incomplete file. Does nothing after `finish`. */
  abort(): void;
}

const APPLICATION = `ims-esp ${VERSION}`;

/** To standard output. Throws if that is a terminal. */
export function captureToStream(
  args: CommonArguments,
  output: BatchedOutput,
  terminal: Terminal,
  anonymising: Anonymising | null = null,
): CaptureOutput {
  if (terminal.stdout.isTTY === true)
    throw new CommandError(
      '-w -: expected a file or a pipe as standard output, found a terminal',
      EXIT.USAGE,
    );
  const write = (bytes: Uint8Array) => output.writeBytes(bytes);
  const capture = writtenFrames(args, write, anonymising);
  return {
    frame: capture.frame,
    plainFrame: capture.plainFrame,
    settle: isLive => {
      if (isLive) capture.flush();
      return output.settle(isLive);
    },
    finish: async result => {
      if (!isUnread(result)) capture.end();
      await output.finish();
      return anonymising === null ? null : `-w: ${capture.about()}`;
    },
    abort: () => {},
  };
}

/**
 * Writes to a file, which appears when it is complete; that of a live capture grows under its name. Other text goes to `output`, whose reader may leave. Throws if
 * the file cannot be created or is an input.
 */
export function captureToFile(
  path: string,
  args: CommonArguments,
  output: BatchedOutput,
  terminal: Terminal,
  anonymising: Anonymising | null = null,
): CaptureOutput {
  refuseInput('-w', path, args, terminal);
  const file = openFile(path, 'the capture', terminal, { grows: isLive(args) });
  const write = (bytes: Uint8Array) => file.write(bytes);
  const capture = writtenFrames(args, write, anonymising);
  return {
    frame: capture.frame,
    plainFrame: capture.plainFrame,
    settle: async isLive => {
      if (isLive) capture.flush();
      await output.settle(isLive);
      return false;
    },
    finish: async result => {
      if (isUnread(result)) return null;
      capture.end();
      file.commit();
      return `${path}: ${capture.about()}`;
    },
    abort: () => file.abort(),
  };
}

/** The way of frames into the file. */
interface WrittenFrames extends Pick<CaptureOutput, 'frame' | 'plainFrame'> {
  flush(): void;
  end(): void;
  /** What was written, in words. */
  about(): string;
}

function writtenFrames(
  { file: files, span = null }: CommonArguments,
  write: (bytes: Uint8Array) => void,
  anonymising: Anonymising | null,
): WrittenFrames {
  const context = { files, isPart: span !== null, application: APPLICATION, write };
  return anonymising === null ? framesAsTheyAre(context) : anonymousFrames(context, anonymising);
}

function framesAsTheyAre(context: DecryptedCaptureContext): WrittenFrames {
  const capture = new DecryptedCapture(context);
  return {
    frame: frame => capture.frame(frame),
    plainFrame: capture.keepsNumbers ? (packet, frame) => capture.plainFrame(packet, frame) : null,
    flush: () => capture.flush(),
    end: () => capture.end(),
    about: () => `${capture.frames} frames, ${capture.decrypted} of them decrypted`,
  };
}

function anonymousFrames(context: DecryptedCaptureContext, anonymising: Anonymising): WrittenFrames {
  const capture = new DecryptedCapture({
    ...context,
    // Names of files may name people.
    files: context.files.map((_, i) => `input ${i + 1}`),
  });
  const anonymiser = anonymising((frame, comment) => capture.frame(frame, comment));
  return {
    frame: frame => anonymiser.frame(frame),
    plainFrame: null,
    flush: () => capture.flush(),
    end: () => {
      anonymiser.end();
      capture.end();
    },
    about: () =>
      `${capture.frames - anonymiser.leftOut} frames anonymised, ${capture.decrypted} of them decrypted; ${anonymiser.leftOut} left out`,
  };
}
