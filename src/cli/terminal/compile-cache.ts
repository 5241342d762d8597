import module from 'node:module';
import { isAbsolute, join } from 'node:path';

/** From Node 22.1 on; the types are those of Node 20. */
const { enableCompileCache } = module as { enableCompileCache?: (folder: string) => unknown };

/**
 * Lets Node keep the compiled program, which a later start then only reads. What cannot be written is not kept.
 *
 * It is kept in the home of the user: the temporary folder, which Node takes by itself, is open to all users of a
 * machine, and one of them could put code there for another.
 */
export function keepCompiled(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): void {
  const folder = cacheFolder(environment, platform);
  if (folder !== null) enableCompileCache?.(folder);
}

/** Where programs of a user keep what they can make again; null if that is not known. */
export function cacheFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
  const { XDG_CACHE_HOME, LOCALAPPDATA, HOME } = environment;
  if (platform === 'win32') return folderIn(LOCALAPPDATA, 'ims-esp/cache');
  if (platform === 'darwin') return folderIn(HOME, 'Library/Caches/ims-esp');
  return folderIn(XDG_CACHE_HOME, 'ims-esp') ?? folderIn(HOME, '.cache/ims-esp');
}

function folderIn(base: string | undefined, path: string): string | null {
  return base !== undefined && isAbsolute(base) ? join(base, path) : null;
}
