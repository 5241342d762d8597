import { register } from 'node:module';

/* `node --import ./test/fuzz/blocks/start.js program.ts`: as typescript.js, and src/ counts the blocks it runs. */
register('../../support/programs/typescript-hooks.js', import.meta.url);
register('./hooks.ts', import.meta.url);
