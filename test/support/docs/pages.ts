import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../programs/root.ts';

/** The folders that may hold pages, relative to the repository. */
const ROOTS = ['.github', 'docs', 'examples', 'fixtures', 'src', 'test'];

/** Every page of Markdown, relative to the repository. */
export function pages(): string[] {
  const within = ROOTS.flatMap(root =>
    readdirSync(join(ROOT, root), { recursive: true, encoding: 'utf8' }).map(
      path => `${root}/${path.replaceAll('\\', '/')}`,
    ),
  );
  return [...readdirSync(ROOT), ...within].filter(path => path.endsWith('.md'));
}

export function textOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** The anchors that GitHub makes of the headings of a page. */
export function anchorsOf(page: string): string[] {
  const headings = textOf(page)
    .replaceAll(/```.*?```/gs, '')
    .matchAll(/^#+ (.+)$/gm);
  return [...headings].map(match =>
    (match[1] as string)
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\- _]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** A block that shows a command, `$ ims-esp …`, and what it prints. */
const CONSOLE = /```console\n\$ (ims-esp [^\n]+)\n.*?```/gs;

/** A page with the output of its commands as it is now. Commands may use pipes. */
export function withOutputs(page: string): string {
  return textOf(page).replaceAll(CONSOLE, (_, command: string) => {
    const script = command.replace('ims-esp', '"$NODE" bin/ims-esp.js');
    const printed = execFileSync('sh', ['-c', script], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, NODE: process.execPath },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return `\`\`\`console\n$ ${command}\n${printed.trimEnd()}\n\`\`\``;
  });
}

/** How many commands a page shows with their output. */
export function commandsShown(page: string): number {
  return [...textOf(page).matchAll(CONSOLE)].length;
}
