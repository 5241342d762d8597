/** The WebAssembly module that this folder makes. It imports its memory, `env.memory`, which is shared. */
export function compileAssembly(): Promise<Uint8Array>;

/** The text of the JavaScript module that `src/lane/wasm/binary.d.ts` declares. */
export function binaryModule(): Promise<string>;
