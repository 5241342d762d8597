import { isWord, type Matches, PatternError } from './pattern-class.ts';
import { type Assertion, type PatternNode, patternTree } from './pattern-syntax.ts';

/** An instruction: go on where a character matches or an assertion holds, go on at two places, or done. */
type Instruction =
  | { readonly kind: 'character'; readonly matches: Matches }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | { readonly kind: 'split'; readonly targets: number[] }
  | { readonly kind: 'done' };

/** Repetitions are written out: `(a{100}){100}` is 10,000 steps. */
const STEP_CAP = 20_000;

/**
 * A regular expression that is searched for in linear time.
 *
 * JavaScript's RegExp tries one way after the other and can need exponential time, and what it searches here comes
 * from a capture. This one follows all ways at once (Thompson's construction): a text costs at most its length times
 * the length of the pattern, whatever is in it.
 */
export class Pattern {
  readonly #program: readonly Instruction[];
  /** For each instruction the step at which it was reached last: each is followed once a step. */
  readonly #reached: Float64Array;
  /** It can begin at the start of the text only. */
  readonly #anchored: boolean;
  #step = 0;

  /** @throws PatternError */
  constructor(pattern: string) {
    this.#program = new Writer().program(patternTree(pattern));
    this.#reached = new Float64Array(this.#program.length);
    const [first] = this.#program;
    this.#anchored = first?.kind === 'assertion' && first.assertion === 'start';
  }

  /** Does the pattern occur anywhere in the text? */
  test(text: string): boolean {
    const targets: number[] = [];
    const characters: number[] = [];
    let before = -1;
    for (let at = 0; ; at += before > 0xffff ? 2 : 1) {
      const after = text.codePointAt(at) ?? -1;
      // The pattern may occur anywhere, so it begins anew at every place.
      targets.push(0);
      if (this.#follow(targets, characters, before, after, text.length - at)) return true;
      if (after < 0 || (characters.length === 0 && this.#anchored)) return false;
      for (const index of characters) {
        const instruction = this.#program[index] as Instruction;
        if (instruction.kind === 'character' && instruction.matches(after)) targets.push(index + 1);
      }
      characters.length = 0;
      before = after;
    }
  }

  /**
   * Goes on at `targets`, which it empties, up to the characters that can come next. True if that reaches the end of
   * the pattern.
   *
   * @param before the code points around the place, `after` the next one; -1 beyond the ends of the text.
   * @param left what is left of the text.
   */
  #follow(targets: number[], characters: number[], before: number, after: number, left: number): boolean {
    this.#step++;
    for (let index = targets.pop(); index !== undefined; index = targets.pop()) {
      if (this.#reached[index] === this.#step) continue;
      this.#reached[index] = this.#step;
      const instruction = this.#program[index] as Instruction;
      if (instruction.kind === 'character') characters.push(index);
      else if (instruction.kind === 'split') targets.push(...instruction.targets);
      else if (instruction.kind === 'done') return true;
      else if (holds(instruction.assertion, before, after, left)) targets.push(index + 1);
    }
    return false;
  }
}

function holds(assertion: Assertion, before: number, after: number, left: number): boolean {
  switch (assertion) {
    case 'start':
      return before < 0;
    case 'end':
      return left === 0;
    case 'last':
      return left === 0 || (left === 1 && after === 10);
    case 'line-start':
      return before < 0 || (before === 10 && left > 0);
    case 'line-end':
      return left === 0 || after === 10;
    case 'edge':
      return isWord(before) !== isWord(after);
    case 'no-edge':
      return isWord(before) === isWord(after);
  }
}

/** Writes a pattern as instructions: those of a node end where the next ones begin. */
class Writer {
  readonly #program: Instruction[] = [];
  #steps = 0;

  program(tree: PatternNode): readonly Instruction[] {
    this.#node(tree);
    this.#program.push({ kind: 'done' });
    return this.#program;
  }

  #node(node: PatternNode): void {
    this.#steps++;
    if (this.#steps > STEP_CAP)
      throw new PatternError(`it takes more than ${STEP_CAP} steps with its repetitions written out`, 0);
    switch (node.kind) {
      case 'character':
      case 'assertion':
        this.#program.push(node);
        return;
      case 'sequence':
        for (const part of node.parts) this.#node(part);
        return;
      case 'choice':
        this.#choice(node.parts);
        return;
      case 'repeat':
        this.#repeat(node.part, node.least, node.most);
    }
  }

  #choice(parts: readonly PatternNode[]): void {
    const starts = this.#split();
    const ends = parts.map(part => {
      starts.push(this.#program.length);
      this.#node(part);
      return this.#split();
    });
    for (const end of ends) end.push(this.#program.length);
  }

  #repeat(part: PatternNode, least: number, most: number): void {
    for (let i = 0; i < least; i++) this.#node(part);
    const loop = this.#program.length;
    const skips: number[][] = [];
    const optional = most === Number.POSITIVE_INFINITY ? 1 : most - least;
    for (let i = 0; i < optional; i++) {
      const targets = this.#split();
      targets.push(this.#program.length);
      this.#node(part);
      skips.push(targets);
    }
    if (most === Number.POSITIVE_INFINITY) this.#split().push(loop);
    for (const targets of skips) targets.push(this.#program.length);
  }

  /** Appends a split; its targets are filled in as they become known. */
  #split(): number[] {
    const targets: number[] = [];
    this.#program.push({ kind: 'split', targets });
    return targets;
  }
}
