import { CommandError, EXIT } from './terminal.ts';

/**
 * The error of one line for an output that could not be written.
 *
 * @param where the file or folder.
 * @param what the missing content: `the capture`, `the keys`.
 */
export function cannotWrite(where: string, what: string, error: unknown): CommandError {
  return new CommandError(`${where}: ${what} could not be written: ${reasonOf(error)}`, EXIT.UNREADABLE);
}

/** Short words for the usual errors of opening and writing. */
function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'no such folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EROFS':
      return 'read-only file system';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'no space left';
    case 'EFBIG':
      return 'larger than the system allows';
    case 'ENAMETOOLONG':
      return 'name too long';
    default:
      return message;
  }
}
