import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { linkModules } from '../../../src/output/report/link-modules.ts';

function link(modules: Readonly<Record<string, string>>): string {
  return linkModules('main.js', path => modules[path] ?? '');
}

test('modules see what they import, and nothing else of each other', () => {
  const script = link({
    'main.js': [
      "import { twice } from './a.js';",
      'import {',
      '  NAME as called,',
      '  Greeter,',
      "} from './b.js';",
      'const hidden = 1;',
      'result.push(twice(hidden), called, new Greeter().greet());',
    ].join('\n'),
    'a.js': 'const hidden = 2;\nexport function twice(x) {\n  return hidden * x;\n}\n',
    'b.js':
      "import { twice } from './a.js';\nexport const NAME = 'b';\nexport class Greeter {\n  greet() {\n    return twice(5);\n  }\n}\n",
  });
  const result: unknown[] = [];
  runInNewContext(script, { result });
  expect(result).toEqual([2, 'b', 10]);
});

test('a module stands once in the script, before those that need it', () => {
  const script = link({
    'main.js': "import { b } from './b.js';\nimport { a } from './a.js';\nresult.push(a, b);",
    'a.js': 'result.push(0);\nexport const a = 1;\n',
    'b.js': "import { a } from './a.js';\nexport const b = a + 1;\n",
  });
  const result: unknown[] = [];
  runInNewContext(script, { result });
  expect(result).toEqual([0, 1, 2]);
});

describe('what it does not know is refused', () => {
  test.each([
    "import main from './a.js';",
    "import * as a from './a.js';",
    "import './a.js';",
    "import { a } from 'somewhere';",
    'export default 1;',
    'export { a };',
    'export let a = 1;',
  ])('%s', line => {
    expect(() => link({ 'main.js': line })).toThrow('main.js: no named import or export');
  });

  test('a circle', () => {
    const modules = { 'main.js': "import { a } from './a.js';", 'a.js': "import { a } from './main.js';" };
    expect(() => link(modules)).toThrow('main.js imports itself over others');
  });
});
