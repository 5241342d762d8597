import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { isBuilt } from '../../support/programs/built.ts';
import { ROOT } from '../../support/programs/root.ts';

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const release = (cwd: string, ...tag: string[]) => spawnSync('.ci/release', tag, { cwd, encoding: 'utf8' });

describe.skipIf(platform() === 'win32')('.ci/release', () => {
  test.skipIf(!isBuilt)('makes package, executable and SBOM, and tries them', () => {
    expect(release(ROOT)).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(join(ROOT, 'build/release')).sort()).toEqual([
      `ims-esp-${version}-${platform()}-${process.arch}`,
      `ims-esp-${version}.cdx.json`,
      `ims-esp-${version}.tgz`,
    ]);
  });

  test('refuses a tag that is not the version, and a version without its changes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
    try {
      for (const part of ['.ci', 'package.json'])
        cpSync(join(ROOT, part), join(folder, part), { recursive: true });
      writeFileSync(join(folder, 'CHANGELOG.md'), '## [Unreleased]\n');
      expect(release(folder, 'v99.0.0')).toMatchObject({
        status: 1,
        stderr: `release: expected the tag v${version}, found v99.0.0\n`,
      });
      expect(release(folder, `v${version}`)).toMatchObject({
        status: 1,
        stderr: `release: expected '## [${version}] - DATE' in CHANGELOG.md\n`,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('the workflow publishes only what was tested, and nothing but that job may write', () => {
  const { jobs, permissions } = parse(readFileSync(join(ROOT, '.github/workflows/release.yml'), 'utf8'));
  expect(permissions).toEqual({ contents: 'read' });
  expect(jobs.test.steps).toContainEqual({ run: '.ci/run' });
  for (const name of ['package', 'executable', 'image']) expect(jobs[name].needs).toBe('test');
  expect(jobs.publish.needs).toEqual(['package', 'executable', 'image']);
  const writers = Object.entries<{ permissions?: Record<string, string> }>(jobs)
    .filter(([, job]) => job.permissions?.contents === 'write')
    .map(([name]) => name);
  expect(writers).toEqual(['publish']);
});
