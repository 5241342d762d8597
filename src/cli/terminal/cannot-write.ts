import { CommandError, EXIT } from './terminal.ts';

/**
 * The one line that says that an output could not be written.
 *
 * @param where the file or folder.
 * @param what is missing there: `the capture`, `the keys`.
 */
export function cannotWrite(where: string, what: string, error: unknown): CommandError {
  return new CommandError(`${where}: ${what} could not be written: ${reasonOf(error)}`, EXIT.UNREADABLE);
}

/** A few words for the errors that opening and writing really give. */
function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'no such folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission was denied';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'no space is left';
    case 'EFBIG':
      return 'the file would be larger than the system allows';
    case 'ENAMETOOLONG':
      return 'the name is too long';
    default:
      return message;
  }
}
