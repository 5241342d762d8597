import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LabCapture } from '../programs/lab.ts';

/** An SA as the kernel of a P-CSCF had it. */
export interface KernelSa {
  readonly src: string;
  readonly dst: string;
  readonly spi: string;
  readonly sport: number;
  readonly dport: number;
  readonly auth: string;
  readonly auth_key: string;
  readonly enc: string;
  readonly enc_key: string;
}

/** The SAs that the kernel of the P-CSCF had at the end of a run; none where that was not noted. */
export function kernelSasOf({ path, name }: LabCapture): readonly KernelSa[] {
  const truth = JSON.parse(readFileSync(join(dirname(path), `${name}.json`), 'utf8'));
  return truth.kernel_sas ?? [];
}

/** As `ip xfrm state` of iproute2 6.1 prints them. */
export function xfrmText(sas: readonly KernelSa[]): string {
  return sas.map(sa => stateText(sa, false)).join('');
}

/** As `ip -s xfrm state` prints them. */
export function xfrmStatistics(sas: readonly KernelSa[]): string {
  return sas.map(sa => stateText(sa, true)).join('');
}

function stateText({ src, dst, spi, sport, dport, ...keys }: KernelSa, statistics: boolean): string {
  const prefix = src.includes(':') ? 128 : 32;
  const bits = (key: string) => (statistics ? ` (${4 * key.length} bits)` : '');
  const hex = (key: string) => (key === '' ? '' : `0x${key}`);
  const lines = [
    `src ${src} dst ${dst}`,
    `\tproto esp spi ${spi}${statistics ? `(${Number(spi)})` : ''} reqid ${Number(spi)} mode transport`,
    '\treplay-window 32 ',
    `\tauth-trunc ${keys.auth} ${hex(keys.auth_key)}${bits(keys.auth_key)} 96`,
    `\tenc ${keys.enc} ${hex(keys.enc_key)}${bits(keys.enc_key)}`,
    '\tanti-replay context: seq 0x0, oseq 0x0, bitmap 0x00000000',
    `\tsel src ${src}/${prefix} dst ${dst}/${prefix} sport ${sport} dport ${dport} `,
  ];
  if (statistics)
    lines.push('\tlifetime current:', '\t  0(bytes), 0(packets)', '\tstats:', '\t  replay 0 failed 0');
  return `${lines.join('\n')}\n`;
}
