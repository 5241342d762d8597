import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheFolder } from '../../../src/cli/terminal/compile-cache.ts';

test('compiled code is kept in the home of the user', () => {
  expect(cacheFolder({ HOME: '/home/u' }, 'linux')).toBe(join('/home/u', '.cache', 'ims-esp'));
  expect(cacheFolder({ HOME: '/home/u', XDG_CACHE_HOME: '/var/c' }, 'linux')).toBe(join('/var/c', 'ims-esp'));
  expect(cacheFolder({ HOME: '/Users/u' }, 'darwin')).toBe(join('/Users/u', 'Library', 'Caches', 'ims-esp'));
  expect(cacheFolder({ LOCALAPPDATA: '/local', HOME: '/h' }, 'win32')).toBe(
    join('/local', 'ims-esp', 'cache'),
  );
});

test('without a home, or with a relative one, nothing is kept', () => {
  expect(cacheFolder({}, 'linux')).toBeNull();
  expect(cacheFolder({ HOME: '.', XDG_CACHE_HOME: '' }, 'linux')).toBeNull();
  expect(cacheFolder({ HOME: '/home/u' }, 'win32')).toBeNull();
});
