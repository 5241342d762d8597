import type { Issue, Report } from '../model/issue.ts';

/** Counts issues and passes on the first few of each code, so that a repeated fault cannot flood the output. */
export class IssueLog {
  readonly #pass: Report;
  readonly #perCode: number;
  readonly #counts = new Map<string, number>();
  /** Issues reported, passed on or not. */
  total = 0;
  /** True once an input could not be read to its end. */
  inputDamaged = false;

  /** @param perCode most issues of one code that are passed on. */
  constructor(pass: Report, perCode: number) {
    this.#pass = pass;
    this.#perCode = perCode;
  }

  /**
   * The counts by code, the highest first and equal ones by code: which issue comes first may depend on how the input
   * was cut into chunks.
   */
  get counts(): ReadonlyMap<string, number> {
    return new Map(
      [...this.#counts].sort(([code, count], [other, more]) => more - count || (code < other ? -1 : 1)),
    );
  }

  report(issue: Issue): void {
    this.total++;
    if (issue.damage && (issue.layer === 'input' || issue.layer === 'capture')) this.inputDamaged = true;
    const count = (this.#counts.get(issue.code) ?? 0) + 1;
    this.#counts.set(issue.code, count);
    if (count <= this.#perCode) this.#pass(issue);
  }
}
