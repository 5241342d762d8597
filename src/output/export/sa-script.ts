import type { HostPlan, HostSa, HostSet, SaExport } from './exported-sas.ts';

/** The syntax of a script. Each function returns whole lines. */
interface ScriptSyntax {
  /** The lines at the top: how to use the script. */
  readonly head: readonly string[];
  state(set: HostSet, sa: HostSa): string;
  policy(set: HostSet, sa: HostSa, direction: 'in' | 'out' | 'fwd'): string;
}

/**
 * A script with a section for each host, between `# host ADDRESS` and `# end of host ADDRESS`. SAs that are left out
 * become comments.
 */
export function saScript(all: SaExport, syntax: ScriptSyntax): string {
  const lines = [
    ...syntax.head,
    ...all.left.map(text => `# left out: ${text}`),
    ...all.hosts.flatMap(host => ['', ...hostLines(host, syntax)]),
  ];
  return `${lines.join('\n')}\n`;
}

function hostLines({ address, role, sets }: HostPlan, syntax: ScriptSyntax): string[] {
  return [
    `# host ${address} (${role})`,
    ...sets.flatMap(set => [`# ${set.title}`, ...set.sas.flatMap(sa => saLines(set, sa, syntax))]),
    `# end of host ${address}`,
  ];
}

function saLines(set: HostSet, sa: HostSa, syntax: ScriptSyntax): string[] {
  const lines = [`# ${sa.sa.name}`, syntax.state(set, sa)];
  if (!sa.hasPolicy) {
    const known = sa.sa.sourcePort !== 0 && sa.sa.destinationPort !== 0;
    return [
      ...lines,
      known ? '# no policy: a newer set has these ports' : '# no policy: the ports are not known',
    ];
  }
  lines.push(syntax.policy(set, sa, sa.direction));
  // A packet from a tunnel is routed again: it may be for a host behind this one.
  if (set.tunnel && sa.direction === 'in') lines.push(syntax.policy(set, sa, 'fwd'));
  return lines;
}

/** Prefix length of a single address. */
export function hostPrefix(address: string): 32 | 128 {
  return address.includes(':') ? 128 : 32;
}

/** The UDP port of ESP on both sides (RFC 3948 §2.1). */
export const ESP_IN_UDP = 4500;
