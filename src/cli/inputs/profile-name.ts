import { printable } from '../../bytes/printable.ts';

/**
 * The problem with the name of a Wireshark profile, or null. The name must be one folder name that stays inside the
 * folder of the profiles and is valid on every system: Windows forbids more characters.
 */
export function profileNameProblem(name: string): string | null {
  const isPlain = name !== '' && printable(name) === name && !/[/\\:*?"<>|]/.test(name);
  if (!isPlain || /^[. ]|[. ]$/.test(name)) return `expected a plain name, found '${name}'`;
  return name.toLowerCase() === 'default'
    ? `Wireshark takes '${name}' for the folder itself: leave out --profile`
    : null;
}
