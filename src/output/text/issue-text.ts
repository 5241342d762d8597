import { printable } from '../../bytes/printable.ts';
import type { Issue } from '../../model/issue.ts';

/** One greppable line: file, frame, offset, what was expected and found, and the code. */
export function issueText(issue: Issue, files: readonly string[]): string {
  const where: string[] = [];
  if (issue.file !== null) where.push(files[issue.file] ?? `input ${issue.file + 1}`);
  if (issue.frame !== null) where.push(`frame ${issue.frame}`);
  if (issue.offset !== null) where.push(`offset ${issue.offset}`);
  return printable([...where, `${issue.message} [${issue.code}]`].join(': '));
}
