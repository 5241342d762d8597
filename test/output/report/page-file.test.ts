import { expect, test } from 'vitest';
import { pageFile } from '../../../src/output/report/page-file.ts';

test('a file of the page is read from beside the sources', () => {
  expect(pageFile('body.html')).toContain('<main');
  expect(() => pageFile('absent.js')).toThrow('ENOENT');
});
