import { spiText, toHex } from '../../bytes/hex.ts';
import type { HostSa, HostSet, SaExport } from './exported-sas.ts';
import { ESP_IN_UDP, hostPrefix, saScript } from './sa-script.ts';

/** Algorithm names of setkey(8) for `-E`; AES-GCM and AES-GMAC exist on NetBSD and FreeBSD only. */
const CIPHERS: Readonly<Record<string, string>> = {
  null: 'null',
  'des-cbc': 'des-cbc',
  'des-ede3-cbc': '3des-cbc',
  'aes-cbc': 'rijndael-cbc',
  'aes-cbc-192': 'rijndael-cbc',
  'aes-cbc-256': 'rijndael-cbc',
  'aes-ctr': 'aes-ctr',
  'aes-gcm': 'aes-gcm-16',
  'aes-gcm-12': 'aes-gcm-12',
  'aes-gcm-8': 'aes-gcm-8',
};

/** Algorithm names for `-A`. For other hashes systems use different ICV lengths. */
const ICVS: Readonly<Record<string, string>> = {
  null: 'null',
  'hmac-md5-96': 'hmac-md5',
  'hmac-sha-1-96': 'hmac-sha1',
};

/** Can setkey express these algorithms, given by their names in RFC 3329 or similar ones? */
export function hasSetkeyName(alg: string, ealg: string): boolean {
  return alg === 'aes-gmac' || (alg in ICVS && ealg in CIPHERS);
}

/** A script for setkey(8) of ipsec-tools and the BSDs that installs the SAs and their policies. Holds keys. */
export function setkeyScript(all: SaExport): string {
  return saScript(all, {
    head: [
      '# The SAs at both ends, for setkey. It holds keys.',
      "# On a host: sed -n '/^# host ADDRESS /,/^# end of host ADDRESS$/p' FILE | setkey -c",
    ],
    state: addLine,
    policy: spdaddLine,
  });
}

function addLine({ request, tunnel }: HostSet, one: HostSa): string {
  const { source, destination, spi } = one.sa;
  const port = tunnel ? `[${ESP_IN_UDP}]` : '';
  const protocol = tunnel ? 'esp-udp' : 'esp';
  const mode = tunnel ? 'tunnel' : 'transport';
  return `add ${source}${port} ${destination}${port} ${protocol} ${spiText(spi)} -m ${mode} -u ${request} ${algorithmWords(one)};`;
}

function algorithmWords({ alg, ealg, keys }: HostSa): string {
  if (alg === 'aes-gmac') return `-E aes-gmac${hex(keys.authentication)}`;
  const cipher = `-E ${CIPHERS[ealg]}${hex(keys.encryption)}`;
  return ealg.startsWith('aes-gcm') ? cipher : `${cipher} -A ${ICVS[alg]}${hex(keys.authentication)}`;
}

function hex(key: Uint8Array | null): string {
  return key === null ? '' : ` 0x${toHex(key)}`;
}

/** Only Linux knows `fwd`; for other systems the line is a comment. */
function spdaddLine({ request, tunnel }: HostSet, { sa }: HostSa, direction: string): string {
  const { source, sourcePort, destination, destinationPort } = sa;
  const from = `${source}/${hostPrefix(source)}[${sourcePort}]`;
  const to = `${destination}/${hostPrefix(destination)}[${destinationPort}]`;
  const rule = tunnel ? `tunnel/${source}-${destination}` : 'transport/';
  const line = `spdadd ${from} ${to} any -P ${direction} ipsec esp/${rule}/unique:${request};`;
  return direction === 'fwd' ? `# on Linux also: ${line}` : line;
}
