/** The part of the JavaScript interface of WebAssembly that is used here: neither ES2023 nor Node's types have it. */
declare namespace WebAssembly {
  class Memory {
    constructor(limits: { readonly initial: number; readonly maximum: number; readonly shared: boolean });
    readonly buffer: ArrayBuffer | SharedArrayBuffer;
  }

  class Module {
    constructor(bytes: Uint8Array);
  }

  class Instance {
    constructor(module: Module, imports: { readonly env: { readonly memory: Memory } });
    readonly exports: unknown;
  }

  /** What the code of a module throws, for example at an address beyond its memory. */
  class RuntimeError extends Error {}

  function validate(bytes: Uint8Array): boolean;
}
