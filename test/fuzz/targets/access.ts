import { readDhcpv4, readDhcpv6 } from '../../../src/access/dns-dhcp/dhcp.ts';
import { dnsLength, readDns } from '../../../src/access/dns-dhcp/dns.ts';
import { readIkeHeader, readIkeInit } from '../../../src/access/dns-dhcp/ike.ts';
import { readGtpv1 } from '../../../src/access/gtp/gtpv1.ts';
import { readGtpv2 } from '../../../src/access/gtp/gtpv2.ts';
import { gtpv2Session } from '../../../src/access/gtp/gtpv2-session.ts';
import { mobilityMessage } from '../../../src/access/nas/mobility.ts';
import { readNas5gs } from '../../../src/access/nas/nas-5gs.ts';
import { readNasEps } from '../../../src/access/nas/nas-eps.ts';
import { pcoContainers, readPco } from '../../../src/access/pco/pco.ts';
import { readNgap } from '../../../src/access/s1ap-ngap/ngap.ts';
import type { AccessPdu } from '../../../src/access/s1ap-ngap/pdu.ts';
import { readS1ap } from '../../../src/access/s1ap-ngap/s1ap.ts';
import { Datagram } from '../../../src/net/packet/datagram.ts';
import { LengthFramer } from '../../../src/net/stream/length-framer.ts';
import { dhcpv4, dhcpv6, dns, dnsOverTcp, ikeInit } from '../../support/access/lookup-packets.ts';
import {
  GTP_CREATE_BEARER,
  GTP_CREATE_REQUEST,
  GTP_CREATE_RESPONSE,
  NGAP_OTHER,
  NGAP_SESSION_ACCEPT,
  NGAP_SESSION_REQUEST,
  S1AP_ATTACH,
  S1AP_BEARER_REQUEST,
  S1AP_BEARER_RESPONSE,
  S1AP_PDN_REQUEST,
} from '../../support/access/real-messages.ts';
import { join, u16 } from '../../support/captures/packets.ts';
import { holds } from '../checks.ts';
import { byteTarget } from './target.ts';

/** GTP-C of both versions, as it comes in a datagram. */
export const GTP = byteTarget({
  name: 'gtp',
  seeds: () => [GTP_CREATE_REQUEST, GTP_CREATE_RESPONSE, GTP_CREATE_BEARER],
  run: bytes => {
    const messages = readGtpv2(bytes, 0, bytes.length);
    const octets = messages
      .flatMap(({ elements }) => elements)
      .reduce((sum, { data }) => sum + 4 + data.length, 0);
    holds(octets <= bytes.length, () => `${octets} octets of elements in ${bytes.length}`);
    for (const message of messages) gtpv2Session(message);
    readGtpv1(bytes, 0, bytes.length);
  },
});

/** S1AP with the NAS inside. */
export const S1AP = byteTarget({
  name: 's1ap',
  seeds: () => [S1AP_ATTACH, S1AP_PDN_REQUEST, S1AP_BEARER_REQUEST, S1AP_BEARER_RESPONSE],
  run: bytes => nasOf(readS1ap(bytes), bytes).forEach(readNasEps),
});

/** NGAP with the NAS inside. */
export const NGAP = byteTarget({
  name: 'ngap',
  seeds: () => [NGAP_SESSION_REQUEST, NGAP_SESSION_ACCEPT, NGAP_OTHER],
  run: bytes => nasOf(readNgap(bytes), bytes).forEach(readNas5gs),
});

function nasOf(pdu: AccessPdu | null, bytes: Uint8Array): Uint8Array[] {
  const nas = pdu?.nas.map(one => one.bytes) ?? [];
  for (const { length } of nas)
    holds(length <= bytes.length, () => `${length} octets of NAS in ${bytes.length}`);
  return nas;
}

/** NAS of both systems, and the options in it. */
export const NAS = byteTarget({
  name: 'nas',
  seeds: () => [
    ...[S1AP_ATTACH, S1AP_PDN_REQUEST, S1AP_BEARER_REQUEST].flatMap(bytes => nasOf(readS1ap(bytes), bytes)),
    ...[NGAP_SESSION_REQUEST, NGAP_SESSION_ACCEPT].flatMap(bytes => nasOf(readNgap(bytes), bytes)),
  ],
  run: bytes => {
    readNasEps(bytes);
    readNas5gs(bytes);
    mobilityMessage(bytes);
    for (const downlink of [false, true]) {
      const { containers } = pcoContainers(bytes, downlink);
      const octets = containers.reduce((sum, { data }) => sum + 3 + data.length, 0);
      holds(octets <= bytes.length, () => `${octets} octets of containers in ${bytes.length}`);
      readPco(bytes, downlink);
    }
  },
});

/** DNS over TCP, in segments of any size. */
export const DNS_STREAM = byteTarget({
  name: 'dns-stream',
  seeds: () => {
    const [question, answer] = [dns('pcscf.ims.example', 'A'), dns('pcscf.ims.example', 'A', { code: 3 })];
    return [join(dnsOverTcp(question), dnsOverTcp(answer)), dnsOverTcp(answer)];
  },
  run: bytes => {
    let octets = 0;
    const framer = new LengthFramer(dnsLength, (bytes.length & 1) === 1, message => {
      octets += message.length;
      readDns(message.subarray(2));
    });
    const origin = new Datagram();
    const step = 1 + (bytes.length % 53);
    for (let at = 0; at < bytes.length; at += step)
      framer.data(bytes, at, Math.min(bytes.length, at + step), origin);
    framer.end();
    holds(octets <= bytes.length, () => `${octets} octets of messages in ${bytes.length}`);
  },
});

/** DNS, DHCP and the first message of IKE. */
export const LOOKUP = byteTarget({
  name: 'lookup',
  seeds: () => [
    dns('pcscf.ims.example', 'A', { code: 0, addresses: ['10.4.128.21', '2001:db8::7'] }),
    dns('_sip._udp.ims.example', 'SRV'),
    dhcpv4(1, {}, [55, [1, 120]]),
    dhcpv4(5, { ue: '10.46.0.2' }, [120, [1, 10, 4, 128, 21]]),
    dhcpv6(11, 9, [6, u16(22)]),
    ikeInit(5, { isAnswer: true, notify: 14 }),
  ],
  run: bytes => {
    const name = readDns(bytes)?.name ?? '';
    holds(name.length < 256, () => `a name of ${name.length} characters`);
    readDhcpv4(bytes);
    readDhcpv6(bytes);
    readIkeInit(bytes, 0, bytes.length);
    readIkeHeader(bytes, 0, bytes.length);
  },
});
