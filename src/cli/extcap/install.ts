import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WholeFile } from '../../output/wireshark/whole-file.ts';
import { CommandError, EXIT } from '../terminal/terminal.ts';
import { launcher } from './launcher.ts';

/** What decides where Wireshark looks. */
export interface Host {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  /** The words that start ims-esp. */
  readonly program: readonly string[];
}

/** Found in each launcher, so that no other file is replaced. */
const MARK = 'Made by: ims-esp extcap install';

/**
 * Puts the launcher where Wireshark looks for programs that capture; returns what to say about it.
 *
 * @param directory the folder; undefined for that of the user.
 * @throws CommandError if it cannot be written, or another file has its name.
 */
export function install(directory: string | undefined, host: Host): string {
  if (host.platform === 'win32')
    throw new CommandError(
      'extcap: on Windows Wireshark starts no shell script; use: ims-esp decode -q -w - FILE | wireshark -k -i -',
      EXIT.USAGE,
    );
  const folder = directory ?? usersFolder(host.environment);
  const path = join(folder, 'ims-esp');
  try {
    if (existsSync(path) && !readFileSync(path, 'latin1').includes(MARK))
      throw new Error('expected no file or an older launcher, found another file');
    mkdirSync(folder, { recursive: true });
    const file = new WholeFile(path, 0o755);
    file.write(Buffer.from(launcher(host.program)));
    file.commit();
  } catch (error) {
    throw new CommandError(`extcap: ${path}: ${(error as Error).message}`, EXIT.UNREADABLE);
  }
  return [
    `${path}: written. Wireshark now lists the interface "IMS decrypted"; tshark -D shows it as ims-esp.`,
    'If it does not: up to version 4.0 Wireshark looks only into the folder that Help > About > Folders calls',
    'Extcap path (tshark -G folders). Give that with -d.',
    '',
  ].join('\n');
}

/** Of Wireshark 4.2 and newer (https://www.wireshark.org/docs/wsug_html_chunked/ChAppFilesConfigurationSection.html). */
function usersFolder({ WIRESHARK_EXTCAP_DIR, HOME = '.' }: NodeJS.ProcessEnv): string {
  return WIRESHARK_EXTCAP_DIR ?? join(HOME, '.local/lib/wireshark/extcap');
}
