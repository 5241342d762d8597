/**
 * The WebAssembly module, base64 of RFC 4648 §4. `assembly/` is its source: `npm run build` writes this module into
 * `dist/`, and `vitest.config.ts` makes it for tests.
 */
export const BINARY: string;
