import { CommandError, EXIT } from '../terminal/terminal.ts';

/** Where HEP goes to. */
export interface HepTarget {
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp';
}

/**
 * Reads `HOST:PORT`, with `/tcp` or `/udp` behind it; an IPv6 address is in brackets.
 *
 * @throws CommandError
 */
export function hepTarget(text: string): HepTarget {
  const [, bracketed, name, port, transport = 'udp'] =
    /^(?:\[([0-9a-fA-F:.%\w]+)\]|([^:/\s[\]]+)):(\d{1,5})(?:\/(udp|tcp))?$/.exec(text) ?? [];
  const host = bracketed ?? name;
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535)
    throw new CommandError(
      `--hep: expected HOST:PORT, HOST:PORT/udp or HOST:PORT/tcp, found '${text}'`,
      EXIT.USAGE,
    );
  return { host, port: Number(port), transport: transport as HepTarget['transport'] };
}
