/** Most pages of 64 KiB of a shared memory that the module takes: all that 32 bits address. */
const MOST_PAGES = 65536;

const OPTIONS = [
  '--optimizeLevel=3',
  '--noAssert',
  // Without a heap: nothing is allocated, and nothing is written but what the callers name.
  '--runtime=stub',
  '--use=abort=',
  '--enable=simd',
  '--enable=threads',
  '--importMemory',
  '--noExportMemory',
  '--sharedMemory',
  '--initialMemory=1',
  `--maximumMemory=${MOST_PAGES}`,
];

export async function compileAssembly() {
  // Loaded late: most test runs do not need the compiler.
  const { default: asc } = await import('assemblyscript/asc');
  let binary;
  const writeFile = (_, contents) => {
    binary = contents;
  };
  const source = ['index.ts', '--baseDir', import.meta.dirname, '--outFile', 'lane.wasm'];
  const { error, stderr } = await asc.main([...source, ...OPTIONS], { writeFile });
  if (error !== null) throw new Error(`assembly: ${error.message}\n${stderr.toString()}`);
  return binary;
}

export async function binaryModule() {
  const base64 = Buffer.from(await compileAssembly()).toString('base64');
  return `export const BINARY = '${base64}';\n`;
}
