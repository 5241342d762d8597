import ts from 'typescript';

/** The counters of all loaded modules, by global name: modules reach it before any import does. */
export const COUNTERS = 'imsEspBlocks';

/** More than src/ has blocks. */
export const MOST_BLOCKS = 65_536;

/** What the modules that count share. */
export interface Counters {
  /** Rounds of each block, up to 255. */
  readonly hits: Uint8ClampedArray;
  /** How many are in use: the modules that were loaded have theirs one after the other. */
  used: number;
  readonly modules: ModuleBlocks[];
}

/** The blocks of one module. */
export interface ModuleBlocks {
  /** The path below `src/`. */
  readonly name: string;
  /** Its first block, and their number. */
  readonly start: number;
  readonly count: number;
  /** The blocks that are bodies of functions, counted from its first. */
  readonly functions: readonly number[];
  /** Texts and numbers that stand in the code: what it compares with. */
  readonly literals: readonly (string | number)[];
}

/** A module that counts. */
export interface CountingModule {
  readonly text: string;
  readonly blocks: number;
  readonly functions: readonly number[];
}

/**
 * The text of a module with a counter in each block: functions, rounds of loops, branches of `if`, `?:`, `&&`, `||`,
 * `??` and `switch`, and `catch`.
 */
export function withBlockCounters(text: string, name: string): CountingModule {
  const module = ts.createSourceFile('module.ts', text, ts.ScriptTarget.Latest, true);
  const counting = new Counting(module);
  counting.visit(module);
  return counting.result(text, name);
}

class Counting {
  readonly #module: ts.SourceFile;
  readonly #functions: number[] = [];
  readonly #literals = new Set<string | number>();
  readonly #before = new Map<number, string[]>();
  readonly #after = new Map<number, string[]>();
  #blocks = 0;

  constructor(module: ts.SourceFile) {
    this.#module = module;
  }

  visit(node: ts.Node): void {
    this.#count(node);
    if (ts.isStringLiteralLike(node) && node.text.length >= 2) this.#literals.add(node.text);
    if (ts.isNumericLiteral(node) && Number(node.text) > 255) this.#literals.add(Number(node.text));
    // A module name is no value.
    if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node))
      ts.forEachChild(node, child => this.visit(child));
  }

  result(text: string, name: string): CountingModule {
    const places = [...new Set([...this.#before.keys(), ...this.#after.keys()])].sort((a, b) => a - b);
    const pieces: string[] = [];
    let done = 0;
    for (const place of places) {
      pieces.push(text.slice(done, place));
      for (const list of [this.#after.get(place), this.#before.get(place)])
        pieces.push((list ?? []).join(''));
      done = place;
    }
    const count = this.#blocks;
    const facts = JSON.stringify({ name, count, functions: this.#functions, literals: [...this.#literals] });
    const start =
      `const $all = globalThis.${COUNTERS} ??= { hits: new Uint8ClampedArray(${MOST_BLOCKS}), used: 0, modules: [] }; ` +
      `$all.modules.push({ start: $all.used, ...${facts} }); ` +
      `const $hits = $all.hits.subarray($all.used, $all.used += ${count}); `;
    return {
      text: start + pieces.join('') + text.slice(done),
      blocks: this.#blocks,
      functions: this.#functions,
    };
  }

  #count(node: ts.Node): void {
    if (ts.isFunctionLike(node)) {
      const body = (node as ts.FunctionLikeDeclaration).body;
      if (body === undefined) return;
      this.#functions.push(this.#blocks);
      this.#block(body);
    } else if (ts.isIterationStatement(node, false)) this.#block(node.statement);
    else if (ts.isIfStatement(node)) {
      this.#block(node.thenStatement);
      if (node.elseStatement !== undefined) this.#block(node.elseStatement);
    } else if (ts.isConditionalExpression(node)) {
      this.#block(node.whenTrue);
      this.#block(node.whenFalse);
    } else if (ts.isBinaryExpression(node) && SHORT_CIRCUIT.has(node.operatorToken.kind))
      this.#block(node.right);
    else if (ts.isCatchClause(node)) this.#block(node.block);
    else if (ts.isCaseOrDefaultClause(node)) this.#statement(this.#colonOf(node));
  }

  #colonOf(clause: ts.CaseOrDefaultClause): number {
    const colon = clause.getChildren(this.#module).find(({ kind }) => kind === ts.SyntaxKind.ColonToken);
    return (colon as ts.Node).getEnd();
  }

  #block(body: ts.Node): void {
    const start = body.getStart(this.#module);
    if (ts.isBlock(body)) this.#statement(start + 1);
    else if (ts.isExpression(body)) this.#around(start, `(${this.#next()}, `, body.getEnd(), ')');
    else this.#around(start, `{ ${this.#next()}; `, body.getEnd(), ' }');
  }

  #statement(place: number): void {
    this.#before.set(place, [...(this.#before.get(place) ?? []), ` ${this.#next()};`]);
  }

  /** What encloses comes first: it opens first at a place and closes last. */
  #around(start: number, open: string, end: number, close: string): void {
    this.#before.set(start, [...(this.#before.get(start) ?? []), open]);
    this.#after.set(end, [close, ...(this.#after.get(end) ?? [])]);
  }

  #next(): string {
    return `$hits[${this.#blocks++}]++`;
  }
}

const SHORT_CIRCUIT: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);
