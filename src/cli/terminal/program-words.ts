import { realpathSync } from 'node:fs';

/**
 * The words that start this program again: Node and its file, or the single executable.
 *
 * @param argv `process.argv`.
 */
export function programWords([node = '', file = node]: readonly string[]): string[] {
  return file === node || !/\.c?js$/.test(real(file)) ? [real(node)] : [real(node), real(file)];
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
