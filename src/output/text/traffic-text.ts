import type { Summary } from '../../analysis/summary.ts';

/** One line about the protocols of a capture with 99 % other packets than SIP and ESP; null for other captures. */
export function trafficText(summary: Summary): string | null {
  const { frames, traffic } = summary;
  if (traffic === null) return null;
  if (frames === 0) return 'hint: the capture holds no packets';
  const found = summary.sip.messages + summary.esp.packets > 0;
  const what = found ? '99 % of the packets are neither SIP nor ESP' : 'no SIP and no ESP was found';
  const kinds = kindsOf(summary);
  const ports = traffic.ports.map(({ transport, port, packets }) => `${transport} ${port} (${packets})`);
  const seen = kinds.length === 0 ? 'nothing that could be read' : kinds.join(', ');
  const most = ports.length === 0 ? '' : `; most packets were on ${ports.join(', ')}`;
  return `hint: ${what}; the ${frames} packets hold ${seen}${most}${found ? '' : ADVICE}`;
}

/** Counts of protocols, and of wrappers and tunnels without readable IP inside. */
function kindsOf({ network, hep, tcp }: Summary): string[] {
  const kinds: [number, string][] = [
    [network.udp, 'UDP'],
    [Math.max(network.tcp, tcp.segments), 'TCP'],
    [network.sctp, 'SCTP'],
    [network.otherProtocols, 'other protocols of IP (ICMP …)'],
    [network.notIp, 'frames without IP (ARP …)'],
    [network.ike, 'IKE'],
    [network.ikeInTcp, 'IKE and ESP in TCP (not read)'],
    [network.unknownLinkType, 'frames of a link type that is not read'],
    [network.wlanProtected + network.wlanUnread, '802.11 frames that are encrypted or not read'],
    [network.upperPdusOther, 'upper PDUs of other protocols'],
    [network.gtpuOther, 'GTP-U without IP'],
    [network.tunnelOther, 'tunnels without IP'],
    [network.gsmtapOther, 'GSMTAP with radio messages only'],
    [hep.other, 'HEP3 without SIP'],
    [hep.unread, 'HEP3 that cannot be read'],
    [network.malformed, 'damaged headers'],
    [network.fragments.incomplete, 'datagrams that lack fragments'],
  ];
  return kinds.filter(([number]) => number > 0).map(([number, text]) => `${number} ${text}`);
}

const ADVICE = '. Capture at the P-CSCF on all interfaces, or on the phone where IMS has its own interface';
