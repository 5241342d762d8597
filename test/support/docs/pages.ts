import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../programs/root.ts';

/** Folders with pages for people, relative to the repository; `''` is its root. */
const FOLDERS = ['', 'docs', '.github', '.github/ISSUE_TEMPLATE', 'fixtures', 'fixtures/corrupt', 'examples'];

/** Every page of Markdown that people read, relative to the repository. */
export function pages(): string[] {
  const inTests = readdirSync(join(ROOT, 'test'), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => `test/${name}`);
  const found = [...FOLDERS, ...inTests].flatMap(folder =>
    readdirSync(join(ROOT, folder))
      .filter(name => name.endsWith('.md'))
      .map(name => (folder === '' ? name : `${folder}/${name}`)),
  );
  return [...found, 'src/diagnosis/RULES.md'];
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
