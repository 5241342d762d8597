import ts from 'typescript';

/** A constant at the top of a module that bounds something, and its docstring; '' without one. */
export interface BoundConstant {
  readonly name: string;
  readonly docstring: string;
}

/** What bounds are called. */
const BOUND =
  /^(?:MAX|MAXIMUM|MOST|LONGEST|FARTHEST|LARGEST)(?:_|$)|_(?:CAP|KEPT|TRIALS|FOLLOWED|SEARCHED|SHOWN|LISTED|REMEMBERED)$|^SETS_OF/;

/**
 * The constants of a module that are numbers and bound something: they are called so, are the capacity of a BoundedMap
 * or the smaller value of a `Math.min`.
 */
export function boundConstants(text: string): BoundConstant[] {
  const module = ts.createSourceFile('', text, ts.ScriptTarget.Latest, true);
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (boundsItsArguments(node))
      for (const argument of node.arguments ?? []) if (ts.isIdentifier(argument)) used.add(argument.text);
    node.forEachChild(visit);
  };
  visit(module);
  return module.statements.filter(ts.isVariableStatement).flatMap(statement =>
    statement.declarationList.declarations
      .filter(({ initializer }) => initializer !== undefined && isNumber(initializer))
      .map(({ name }) => name.getText())
      .filter(name => BOUND.test(name) || used.has(name))
      .map(name => ({ name, docstring: docstringOf(statement) })),
  );
}

function boundsItsArguments(node: ts.Node): node is ts.CallExpression | ts.NewExpression {
  if (ts.isNewExpression(node)) return node.expression.getText() === 'BoundedMap';
  return ts.isCallExpression(node) && node.expression.getText() === 'Math.min';
}

/** Also `64 * 1024`, `2 ** 20` and `4 * MIB`. */
function isNumber(node: ts.Expression): boolean {
  if (ts.isNumericLiteral(node)) return true;
  if (!ts.isBinaryExpression(node)) return false;
  return [node.left, node.right].every(side => ts.isIdentifier(side) || isNumber(side));
}

function docstringOf(statement: ts.VariableStatement): string {
  return ts
    .getJSDocCommentsAndTags(statement)
    .map(comment => comment.getText())
    .join(' ');
}
