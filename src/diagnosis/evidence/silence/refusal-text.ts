import { PROTOCOL } from '../../../net/packet/datagram.ts';
import type { EspRefusal } from './esp-refusal.ts';
import type { IcmpRefusal } from './icmp-refusal.ts';

/** A cause that an ICMP error names: its title, and what to do about it. */
export interface NamedCause {
  readonly title: string;
  readonly advice: string;
}

/** What an ICMP error about the unprotected REGISTER means. `where` is the port and transport: `UDP port 5060`. */
export function registerRefused({ reason, mtu }: IcmpRefusal, where: string): NamedCause {
  switch (reason) {
    case 'port-unreachable':
      return {
        title: `Nothing listens on ${where} of the P-CSCF`,
        advice: `Start the P-CSCF, or let it listen on ${where} of this address (ss -lnp). If this is not its address, correct it in DNS or in the PCO that the SMF or PGW sends.`,
      };
    case 'protocol-unreachable':
      return {
        title: 'The P-CSCF does not accept the transport of the REGISTER',
        advice: `Let the P-CSCF accept ${where}, or look for a filter that rejects it (iptables -S, nft list ruleset).`,
      };
    case 'prohibited':
      return { title: 'A firewall rejects the REGISTER', advice: openFirewall(where) };
    case 'host-unreachable':
    case 'network-unreachable':
      return { title: 'The P-CSCF cannot be reached', advice: NO_ROUTE };
    case 'too-big':
      return { title: 'The REGISTER is too large for the path', advice: tooBig(mtu) };
    case 'reassembly':
      return { title: 'Fragments of the REGISTER are lost on the way', advice: LOST_FRAGMENTS };
  }
}

/** What an ICMP error about ESP of the UE means. */
export function espRefused({ reason, isAddressee, mtu, refused, errors }: EspRefusal): NamedCause {
  if (refused === 'inside') {
    const port = errors[0]?.quoted.destinationPort;
    return {
      title: `The P-CSCF decrypts the ESP, but nothing takes it on port ${port}`,
      advice: `The SAs work. Make the P-CSCF listen on its protected port ${port} (ss -lnp): is its process still running, does it listen on this address and transport, does a firewall on its host reject the decrypted packet?`,
    };
  }
  switch (reason) {
    case 'protocol-unreachable':
      return {
        title: isAddressee ? 'The host of the P-CSCF does not accept ESP' : 'A node on the way rejects ESP',
        advice: `Check that the kernel of ${isAddressee ? 'the P-CSCF' : 'the P-CSCF behind it'} has ESP (modprobe esp4 esp6; in containers on the host), and that no filter rejects IP protocol 50 (iptables -S, nft list ruleset).`,
      };
    case 'port-unreachable':
      // Plain ESP has no port: only a filter answers so, and it is what REJECT of iptables and ip6tables says by default.
      if (errors[0]?.quoted.protocol === PROTOCOL.ESP)
        return { title: 'A firewall rejects ESP of the UE', advice: openFirewall('ESP (IP protocol 50)') };
      return {
        title: 'Nothing takes ESP in UDP on this port',
        advice:
          'Let the P-CSCF (or the NAT in front of the UE) take ESP in UDP on this port: ss -lunp, `ip xfrm state` with "encap type espinudp", and the mapping of the NAT.',
      };
    case 'prohibited':
      return { title: 'A firewall rejects ESP of the UE', advice: openFirewall('ESP (IP protocol 50)') };
    case 'host-unreachable':
    case 'network-unreachable':
      return { title: 'ESP of the UE cannot reach the P-CSCF', advice: NO_ROUTE };
    case 'too-big':
      return { title: 'ESP of the UE is too large for the path', advice: tooBig(mtu) };
    case 'reassembly':
      return { title: 'Fragments of ESP from the UE are lost on the way', advice: LOST_FRAGMENTS };
  }
}

const NO_ROUTE =
  'Find the node that sends the ICMP: it has no route to the P-CSCF, or the P-CSCF is down. Check its routes (ip route get ADDRESS) and that the P-CSCF answers on its network.';

const LOST_FRAGMENTS =
  'The receiver got some fragments and waited for the others in vain. Let fragments pass between UE and P-CSCF (firewalls and NATs often drop all but the first), or keep the packets below the MTU: TCP for requests over 1300 octets (RFC 3261 §18.1.1), a shorter REGISTER.';

function openFirewall(what: string): string {
  return `Let ${what} through at the node that sends the ICMP (iptables -S, nft list ruleset, firewall-cmd --list-all, the rules of the cloud).`;
}

function tooBig(mtu: number | null): string {
  const limit = mtu === null ? 'the MTU of the path' : `${mtu} octets`;
  return `Make the packets fit ${limit}: lower the MTU that the UE gets, let the UE use TCP (RFC 3261 §18.1.1: over 1300 octets), or raise the MTU of the link. Also let these ICMP errors reach the sender.`;
}
