import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Powers whose last bit is that of the engine: of what is no literal 2, to what is no literal 2. */
function powersOf(text: string): string[] {
  const found: string[] = [];
  const isTwo = (node: ts.Node): boolean => ts.isNumericLiteral(node) && node.text === '2';
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken)
      if (!isTwo(node.left) && !isTwo(node.right)) found.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true));
  return found;
}

test('finds them', () => {
  expect(powersOf('const a = x ** 4 + 2 ** k + y ** 2 + 10 ** -3;')).toEqual(['x ** 4', '10 ** -3']);
});

test('no verdict rests on powers that differ between versions of Node: squares and powers of two are exact, pow has the rest', () => {
  const files = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => !/^(report|cli)./.test(file));
  expect(files.length).toBeGreaterThan(300);
  const found = files.flatMap((file) => powersOf(readFileSync(`${root}src/${file}`, 'utf8')).map((power) => `${file}: ${power}`));
  expect(found).toEqual([]);
});
