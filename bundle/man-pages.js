import { mkdirSync, writeFileSync } from 'node:fs';
import { inDist } from './options.js';

/* Writes the manual into dist/man. It needs dist/. */
const { manPages } = await import('../dist/cli/shell/man-page.js');
const { VERSION } = await import('../dist/cli/terminal/version.js');

mkdirSync(inDist('man'), { recursive: true });
for (const [file, text] of manPages(VERSION)) writeFileSync(inDist(`man/${file}`), text);
