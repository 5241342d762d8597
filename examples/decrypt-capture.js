/** Writes a capture with its ESP decrypted: `node examples/decrypt-capture.js trace.pcap decrypted.pcapng` */
import { closeSync, openSync, writeSync } from 'node:fs';
import { analyse, DecryptedCapture } from 'ims-esp';

const [name, output] = process.argv.slice(2);
// A 401 in the capture still shows its keys, so the file is for its owner only.
const file = openSync(output, 'wx', 0o600);
const capture = new DecryptedCapture({
  files: [name],
  application: 'decrypt-capture.js',
  write: bytes => writeSync(file, bytes),
});

await analyse([{ name }], { on: { frame: frame => capture.frame(frame) } });
capture.end();
closeSync(file);
console.log(`${capture.decrypted} of ${capture.frames} frames decrypted`);
