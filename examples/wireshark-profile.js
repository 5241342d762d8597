/**
 * Writes the files of a Wireshark profile, with keys from a file if one is given:
 * `node examples/wireshark-profile.js trace.pcap FOLDER [keys.json]`
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse, parseGivenKeys, wiresharkProfiles } from 'ims-esp';

const [name, folder, keyFile] = process.argv.slice(2);
const keys = keyFile === undefined ? [] : keysIn(readFileSync(keyFile, 'utf8'));
const { sets, summary } = await analyse([{ name }], { keys });

// The first profile has the newest SAs; the others have older ones whose SPIs were used again.
const [profile] = wiresharkProfiles(sets, summary.tcp.gaps > 0);
mkdirSync(folder, { recursive: true });
for (const file of ['esp_sa', 'preferences', 'decode_as_entries'])
  writeFileSync(join(folder, file), profile[file], { mode: 0o600 });
console.log(`${sets.length} SA sets, ${summary.esp.icvGood} of ${summary.esp.packets} ESP packets verified`);

function keysIn(text) {
  const { entries, issues } = parseGivenKeys(text);
  for (const { place, reason } of issues) console.error(`${keyFile}: ${place}: ${reason}`);
  return entries;
}
