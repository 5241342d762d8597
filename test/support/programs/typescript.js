import { register } from 'node:module';

/* `node --import ./test/support/programs/typescript.js program.ts`: Node 20 runs no TypeScript by itself. */
register('./typescript-hooks.js', import.meta.url);
