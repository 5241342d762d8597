import { writeFileSync } from 'node:fs';
import { binaryModule } from './compile.js';

writeFileSync('dist/lane/wasm/binary.js', await binaryModule());
