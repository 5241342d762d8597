import type { FrameReference } from '../../model/capture.ts';
import type { Frames } from './line-types.ts';

/** Frame numbers; with several inputs, also the file of each. */
export function framesObject(frames: readonly FrameReference[], files: readonly string[]): Frames {
  const numbers = { frames: frames.map(({ frame }) => frame) };
  return files.length > 1 ? { ...numbers, frameFiles: frames.map(({ file }) => files[file]) } : numbers;
}
