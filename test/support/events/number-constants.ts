import ts from 'typescript';

/** The constants at the top of a module that are numbers, also as `64 * 1024` or `2 ** 20`. */
export function numberConstants(text: string): Map<string, number> {
  const constants = new Map<string, number>();
  ts.createSourceFile('', text, ts.ScriptTarget.Latest).forEachChild(node => {
    if (!ts.isVariableStatement(node)) return;
    for (const { name, initializer } of node.declarationList.declarations) {
      const value = initializer === undefined ? null : numberOf(initializer);
      if (value !== null && ts.isIdentifier(name)) constants.set(name.text, value);
    }
  });
  return constants;
}

function numberOf(node: ts.Expression): number | null {
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (!ts.isBinaryExpression(node)) return null;
  const [left, right] = [numberOf(node.left), numberOf(node.right)];
  if (left === null || right === null) return null;
  if (node.operatorToken.kind === ts.SyntaxKind.AsteriskToken) return left * right;
  return node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken ? left ** right : null;
}
