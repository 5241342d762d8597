import { spiText, toHex } from '../../bytes/hex.ts';
import { kernelSuite } from '../../ipsec/given/kernel-algorithms.ts';
import type { HostSa, HostSet, SaExport } from './exported-sas.ts';
import { ESP_IN_UDP, hostPrefix, saScript } from './sa-script.ts';

/** Can `ip xfrm` express these algorithms, given by their names in RFC 3329 or similar ones? */
export function hasXfrmName(alg: string, ealg: string): boolean {
  return kernelSuite(alg, ealg) !== null;
}

/** Commands of iproute2 that install the SAs and their policies in a Linux kernel (ip-xfrm(8)). Holds keys. */
export function ipXfrmScript(all: SaExport): string {
  return saScript(all, {
    head: [
      '# The SAs at both ends, as commands of iproute2. It holds keys.',
      "# On a host: sed -n '/^# host ADDRESS /,/^# end of host ADDRESS$/p' FILE | sh",
      "# or, faster: … | sed 's/^ip //' | ip -batch -",
    ],
    state: stateCommand,
    policy: policyCommand,
  });
}

function stateCommand({ request, tunnel }: HostSet, one: HostSa): string {
  const { source, destination, spi, given } = one.sa;
  const words = [
    `ip xfrm state add src ${source} dst ${destination} proto esp spi ${spiText(spi)}`,
    `reqid ${request} mode ${tunnel ? 'tunnel' : 'transport'}`,
    algorithmWords(one),
  ];
  // 64-bit sequence numbers need a replay window.
  if ((given?.sequenceHigh ?? null) !== null) words.push('replay-window 64 flag esn');
  if (tunnel) words.push(`encap espinudp ${ESP_IN_UDP} ${ESP_IN_UDP} 0.0.0.0`);
  if (one.sa.sourcePort !== 0 && one.sa.destinationPort !== 0) words.push(`sel ${selector(one)}`);
  return words.join(' ');
}

/** In combined algorithms the salt follows the key (RFC 4106 §8.1, RFC 4543 §5.1). */
function algorithmWords({ alg, ealg, keys }: HostSa): string {
  const suite = kernelSuite(alg, ealg);
  if (suite === null) throw new RangeError(`the kernel has no ${alg} with ${ealg}`);
  if (suite.aead !== null) {
    const { kernel, icvBits } = suite.aead;
    return `aead '${kernel}' ${hex(keys.encryption ?? keys.authentication)} ${icvBits}`;
  }
  const { icv, cipher } = suite;
  return `auth-trunc '${icv.kernel}' ${hex(keys.authentication)} ${icv.icvBits} enc '${cipher.kernel}' ${hex(keys.encryption)}`;
}

function hex(key: Uint8Array | null): string {
  return key === null ? "''" : `0x${toHex(key)}`;
}

/** No protocol: one SA carries UDP and TCP (TS 33.203 §7.1). */
function selector({ sa }: HostSa): string {
  const { source, sourcePort, destination, destinationPort } = sa;
  const [from, to] = [hostPrefix(source), hostPrefix(destination)];
  return `src ${source}/${from} dst ${destination}/${to} sport ${sourcePort} dport ${destinationPort}`;
}

function policyCommand({ request, tunnel }: HostSet, one: HostSa, direction: string): string {
  const { source, destination } = one.sa;
  const template = `tmpl src ${source} dst ${destination} proto esp reqid ${request} mode ${tunnel ? 'tunnel' : 'transport'}`;
  return `ip xfrm policy add ${selector(one)} dir ${direction} ${template}`;
}
