import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { WiresharkProfile } from './wireshark-profile.ts';

/**
 * Writes the three files of a profile into `folder`, which is made if need be. Each file is complete under a
 * temporary name before it takes its own; `esp_sa` holds keys and gets mode 0600. Throws what the file system
 * throws.
 */
export async function writeProfile(folder: string, profile: WiresharkProfile): Promise<void> {
  await makeFolder(folder);
  await writeWhole(join(folder, 'esp_sa'), profile.esp_sa, 0o600);
  await writeWhole(join(folder, 'preferences'), profile.preferences, 0o644);
  await writeWhole(join(folder, 'decode_as_entries'), profile.decode_as_entries, 0o644);
}

/** Makes a folder and those above it. The recursive option of mkdir never ends below /proc (seen in Node 20). */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}

async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const temporary = `${path}.new`;
  await writeFile(temporary, text, { mode });
  await chmod(temporary, mode);
  await rename(temporary, path);
}
