import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { FIXTURES } from '../../support/programs/lab.ts';
import { hasMounts } from '../../support/programs/mounts.ts';
import { ROOT } from '../../support/programs/root.ts';

const CONTAINERFILE = join(ROOT, 'deploy/image/Containerfile');
const NOBODY = '65532:65532';

/** Both come as Debian packages. Without root, images cannot be built from parts here. */
const canBuild =
  hasMounts &&
  process.getuid?.() === 0 &&
  ['buildah', 'mmdebstrap'].every(name => spawnSync(name, ['--version']).status === 0);

test('the Containerfile has nothing that a linter warns of', () => {
  expect(validate(readFileSync(CONTAINERFILE, 'utf8'))).toEqual([]);
});

describe('the compose file', () => {
  const compose = parse(readFileSync(join(ROOT, 'deploy/image/compose.yaml'), 'utf8'));

  test('gives no container more than it needs', () => {
    const { tap, 'ims-esp': program } = compose.services;
    for (const service of [tap, program])
      expect(service).toMatchObject({ cap_drop: ['ALL'], read_only: true });
    expect(tap.cap_add).toEqual(['NET_RAW']);
    expect(program).toMatchObject({ network_mode: 'none', volumes: ['./captures:/captures:ro'] });
  });

  test('builds targets that the Containerfile has', () => {
    const stages = [...readFileSync(CONTAINERFILE, 'utf8').matchAll(/ AS (\w+)$/gm)].map(([, name]) => name);
    const { tap, 'ims-esp': program } = compose.services;
    expect(stages).toEqual(expect.arrayContaining([tap.build.target, program.build.target]));
  });
});

describe.skipIf(!canBuild)('the images, on bases made of packages of Debian', () => {
  let folder: string;
  let program: string;
  let tap: string;

  const buildah = (...argv: string[]) =>
    execFileSync('buildah', ['--root', join(folder, 'root'), '--runroot', join(folder, 'run'), ...argv], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
    const debian = join(folder, 'debian.tar');
    execFileSync(
      'mmdebstrap',
      ['--variant=minbase', '--include=libstdc++6,ca-certificates', 'bookworm', debian],
      { stdio: 'ignore' },
    );
    image('debian', 'scratch', debian);
    image('node', 'debian', nodeAndNpm(join(folder, 'node')));
    program = rootOf('program');
    tap = rootOf('tap');
  }, 600_000);
  afterAll(() => {
    buildah('umount', '--all');
    rmSync(folder, { recursive: true, force: true });
  }, 120_000);

  function image(name: string, base: string, content: string): void {
    const container = buildah('from', '--pull-never', base);
    buildah('add', container, content, '/');
    buildah('config', '--env', 'NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt', container);
    buildah('commit', container, name);
  }

  /** Builds this target of the Containerfile. @returns the folder with its files. */
  function rootOf(target: string): string {
    const bases = ['NODE=node', 'DEBIAN=debian', 'BASE=debian'].flatMap(base => ['--build-arg', base]);
    buildah(
      'bud',
      '--pull-never',
      '--isolation',
      'chroot',
      '--network',
      'host',
      '-f',
      CONTAINERFILE,
      ...bases,
      '--target',
      target,
      '-t',
      target,
      '.',
    );
    return buildah('mount', buildah('from', '--pull-never', target));
  }

  /**
   * Runs a command in an image: its root and the captures cannot be written, it is nobody, has no network, and `reports`, if
   * given, is the only folder that can be written to.
   */
  function inside(root: string, argv: readonly string[], reports: string | null = null) {
    const script = `
      set -e
      root="$0"; captures="$1"; reports="$2"; shift 2
      mount --bind "$root" "$root"
      mkdir -p "$root/captures"; mount --bind "$captures" "$root/captures"
      if [ -n "$reports" ]; then mkdir -p "$root/reports"; mount --bind "$reports" "$root/reports"; mount -t tmpfs none "$root/tmp"; fi
      mount -o remount,bind,ro "$root"
      exec chroot --userspec=${NOBODY} "$root" "$@"`;
    const { status, stdout, stderr } = spawnSync(
      'unshare',
      ['-m', '-n', 'sh', '-c', script, root, FIXTURES, reports ?? '', ...argv],
      { encoding: 'utf8', env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } },
    );
    return { status, stdout, stderr };
  }

  test('the program runs where nothing can be written, as nobody', () => {
    const run = inside(program, [
      '/usr/bin/ims-esp',
      'diagnose',
      '-q',
      '/captures/b31-v4-udp-wrong-ik.sll2.pcap',
    ]);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toContain('R12');
    expect(inside(program, ['/bin/sh', '-c', 'id -u; touch /x']).stdout).toBe('65532\n');
    expect(inside(program, ['/bin/sh', '-c', 'touch /x']).stderr).toContain('Read-only file system');
  });

  test('the image names the program as its entry point, and nobody as its user', () => {
    const { config } = JSON.parse(buildah('inspect', '--type', 'image', 'program')).OCIv1;
    expect(config).toMatchObject({ User: NOBODY, Entrypoint: ['/usr/bin/ims-esp'] });
  });

  test('the tap reports the folder when a file of it has ended, and leaves no other file', () => {
    const reports = mkdtempSync(join(folder, 'reports-'));
    execFileSync('chown', [NOBODY, reports]);
    const run = inside(tap, ['/usr/bin/report-so-far', '/captures/b31-v4-udp-wrong-ik.sll2.pcap'], reports);
    expect(run).toMatchObject({ status: 0 });
    expect(execFileSync('ls', ['-A', reports], { encoding: 'utf8' })).toBe('ims.html\n');
    expect(readFileSync(join(reports, 'ims.html'), 'utf8')).toContain('R12');
  });

  test('its tcpdump may listen, and nothing else', () => {
    expect(execFileSync('getcap', [join(tap, 'usr/bin/tcpdump')], { encoding: 'utf8' })).toMatch(
      /cap_net_raw=ep\n$/,
    );
  });
});

/** What an image of Node has beside Debian: this node, and the npm of this machine. @returns the folder that holds them. */
function nodeAndNpm(folder: string): string {
  const npm = dirname(dirname(realpathSync(execFileSync('which', ['npm'], { encoding: 'utf8' }).trim())));
  mkdirSync(join(folder, 'usr/bin'), { recursive: true });
  copyFileSync(process.execPath, join(folder, 'usr/bin/node'));
  cpSync(npm, join(folder, 'usr/lib/node_modules/npm'), { recursive: true, verbatimSymlinks: true });
  execFileSync('ln', ['-s', '../lib/node_modules/npm/bin/npm-cli.js', join(folder, 'usr/bin/npm')]);
  const certificates = '/etc/ssl/certs/ca-certificates.crt';
  if (existsSync(certificates)) {
    mkdirSync(join(folder, 'etc/ssl/certs'), { recursive: true });
    copyFileSync(certificates, join(folder, certificates));
  }
  return folder;
}
