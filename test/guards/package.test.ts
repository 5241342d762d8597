import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SCHEMAS } from '../../bundle/schemas.js';
import { manPages } from '../../src/cli/shell/man-page.ts';
import { isBuilt } from '../support/programs/built.ts';
import { fixture } from '../support/programs/lab.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** The part of package.json, and of an entry in package-lock.json, that is looked at. */
interface Package {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly man?: readonly string[];
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Packages that have no other release: Node's documentation of single executables names this one. */
const PRERELEASES: Readonly<Record<string, string>> = { postject: '1.0.0-alpha.6' };

const read = (file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
const own: Package = read('package.json');
const locked: Readonly<Record<string, Package>> = read('package-lock.json').packages;
const others = Object.entries(locked).filter(([path]) => path !== '');

describe('dependencies', () => {
  test('have exact versions, which are those of the lock file', () => {
    for (const kind of ['dependencies', 'devDependencies'] as const) {
      for (const [name, version] of Object.entries(own[kind] ?? {})) {
        if (name in PRERELEASES) expect(version).toBe(PRERELEASES[name]);
        else expect(version).toMatch(/^\d+\.\d+\.\d+$/);
        expect([name, locked[`node_modules/${name}`]?.version]).toEqual([name, version]);
      }
      expect(locked['']?.[kind]).toEqual(own[kind]);
    }
  });

  test('come from the registry with a hash', () => {
    expect(others.length).toBeGreaterThan(20);
    for (const [path, { integrity, resolved, link }] of others) {
      expect([path, integrity]).toEqual([path, expect.stringMatching(/^sha512-[\w+/]{86}==$/)]);
      expect(resolved ?? 'https://registry.npmjs.org/').toMatch(/^https:\/\/registry\.npmjs\.org\//);
      expect(link).toBeUndefined();
    }
  });

  test('run nothing when they are installed, and neither do we', () => {
    const withScript = others.filter(([, entry]) => entry.hasInstallScript === true).map(([path]) => path);
    expect(withScript).toEqual([]);
    const ours = Object.keys(own.scripts ?? {});
    expect(ours.filter(name => /install|^prepare$|^prepublish$/.test(name))).toEqual([]);
  });
});

test('nothing opens a connection, starts a program or evaluates a text', () => {
  const forbidden =
    /(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*['"](node:)?(net|http|https|http2|tls|dgram|dns|child_process|vm|cluster|inspector)['"]|\b(fetch|eval|Function)\(/;
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter(path =>
    path.endsWith('.ts'),
  );
  expect(sources.length).toBeGreaterThan(100);
  const found = sources.filter(path => forbidden.test(readFileSync(join(ROOT, 'src', path), 'utf8')));
  expect(found.map(path => path.replaceAll('\\', '/')).sort()).toEqual([
    // Its Socket reads named pipes, which files cannot read without a thread for each.
    'analysis/input/capture-bytes.ts',
    // The one place that sends, and only with --hep.
    'cli/hep/hep-sender.ts',
  ]);
});

describe.skipIf(!isBuilt)('the package', () => {
  test('holds what is needed, and nothing else', () => {
    const { files } = pack('--dry-run');
    const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .map(path => path.replaceAll('\\', '/'))
      .filter(path => path.endsWith('.ts') && !path.endsWith('.d.ts'))
      .map(path => path.slice(0, -'.ts'.length));
    const library = sources.filter(path => !path.startsWith('cli/'));
    const program = readdirSync(join(ROOT, 'dist/program'));
    const workers = sources.filter(path => path.endsWith('-worker')).map(path => `${basename(path)}.cjs`);
    expect(program).toEqual(
      expect.arrayContaining(['ims-esp.cjs', 'main.cjs', 'engine-noble.cjs', ...workers]),
    );
    // The page of the report runs as it stands: it is copied, not compiled.
    const page = readdirSync(join(ROOT, 'src/output/report/page')).map(
      file => `dist/output/report/page/${file}`,
    );
    const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
      .map(path => `docs/${path.replaceAll('\\', '/')}`)
      .filter(path => /\.\w+$/.test(path));
    const expected = [
      ...page,
      ...docs,
      'src/diagnosis/RULES.md',
      'dist/lane/wasm/binary.js',
      ...['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'package.json'],
      ...['bin/ims-esp.js', 'bin/package.json'],
      ...program.map(file => `dist/program/${file}`),
      ...manPages(own.version ?? '').map(([file]) => `dist/man/${file}`),
      ...SCHEMAS.map(({ file }) => `dist/schema/${file}`),
      ...library.flatMap(path => [`dist/${path}.js`, `dist/${path}.d.ts`]),
    ];
    expect(files.map(({ path }) => path).sort()).toEqual(expected.sort());
  });

  test('installs every page of the manual', () => {
    const pages = manPages(own.version ?? '').map(([file, text]) => [`./dist/man/${file}`, text] as const);
    expect([...(own.man ?? [])].sort()).toEqual(pages.map(([path]) => path).sort());
    for (const [path, text] of pages) expect(readFileSync(join(ROOT, path), 'utf8')).toBe(text);
  });

  test('has a program that needs nothing but Node', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ims-esp-package-'));
    try {
      const { filename } = pack('--pack-destination', folder);
      execFileSync('tar', ['-xzf', filename], { cwd: folder });
      const program = join(folder, 'package/bin/ims-esp.js');
      const capture = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');
      const run = (...argv: string[]) =>
        execFileSync(process.execPath, ['--throw-deprecation', '--pending-deprecation', program, ...argv], {
          encoding: 'utf8',
          cwd: folder,
          // Nothing is written into the home of who runs the tests.
          env: { ...process.env, HOME: folder, XDG_CACHE_HOME: undefined },
        });
      expect(run('--version')).toBe(`${own.version}\n`);
      const decoded = run('decode', '-q', capture);
      expect(decoded).toContain('200 OK (REGISTER)');
      expect(run('decode', '-q', '--crypto', 'noble', capture)).toBe(decoded);
      expect(run('diagnose', '-q', capture)).toContain('registered');
      expect(run('sas', '-q', capture)).toContain('uc->ps');
      expect(run('decode', '-q', '-Y', 'sip.Method matches "^REG"', capture)).toContain('REGISTER');
      run('report', '-q', '-o', 'report.html', capture);
      expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('</html>');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** What npm puts into the package. */
function pack(...options: string[]): { readonly filename: string; readonly files: { path: string }[] } {
  const output = execFileSync('npm', ['pack', '--json', '--ignore-scripts', ...options], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
  return JSON.parse(output)[0];
}
