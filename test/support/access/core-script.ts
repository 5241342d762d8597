import { parseAddress } from '../../../src/bytes/address.ts';
import { avp, diameter } from '../captures/diameter.ts';
import { type Flow, join, latin1, reverse, u16, u32 } from '../captures/packets.ts';
import { Script } from '../events/script.ts';
import { container, element, gtpElement, gtpv2, nasTransport, nullCiphered } from './access-packets.ts';
import {
  APPLICATION,
  experimentalResult,
  framedAddress,
  group,
  number,
  subscription,
  text,
  VENDOR_3GPP,
} from './diameter-messages.ts';
import { datagram, overSctp } from './discovery.ts';
import { dhcpv4, dhcpv6, dns, ikeInit, labels } from './lookup-packets.ts';
import { setUpTransfer, type WrittenFlow } from './qos-flow-lists.ts';

const DNS: Flow = { source: '10.0.0.1', sourcePort: 40000, destination: '10.0.0.53', destinationPort: 53 };
const DHCP: Flow = { source: '10.0.0.1', sourcePort: 68, destination: '10.0.0.67', destinationPort: 67 };
const DHCP6: Flow = { source: 'fd00::1', sourcePort: 546, destination: 'fd00::2', destinationPort: 547 };
const IKE: Flow = { source: '10.0.0.1', sourcePort: 500, destination: '10.0.0.9', destinationPort: 500 };
const GTP: Flow = { source: '10.30.0.1', sourcePort: 2123, destination: '10.30.0.2', destinationPort: 2123 };

/** Messages of all protocols with fields that the public captures have not. */
export function coreScript(): Script {
  const script = new Script();
  lookups(script);
  gtp(script);
  radio(script);
  rx(script);
  return script;
}

function lookups(script: Script): void {
  const name = 'PCSCF.ims.mnc001.mcc001.3gppnetwork.org';
  datagram(script, DNS, dns(name, 'AAAA', { id: 7 }));
  datagram(
    script,
    reverse(DNS),
    dns(name, 'AAAA', { id: 7, code: 0, addresses: ['fd00::5060', 'fd00::5061'] }),
  );
  datagram(script, reverse(DNS), dns(name, 'A', { id: 8, code: 3 }));
  datagram(script, reverse(DNS), naptr(name));
  const servers = join([1], parseAddress('10.0.0.2') as Uint8Array, parseAddress('10.0.0.3') as Uint8Array);
  datagram(
    script,
    reverse(DHCP),
    dhcpv4(2, { transaction: 0x1234, ue: '10.0.0.1' }, [120, servers], [6, [10, 0, 0, 53]]),
  );
  datagram(script, reverse(DHCP), dhcpv4(5, { transaction: 0x1235 }, [120, join([0], labels(name))]));
  const six = parseAddress('fd00::5060') as Uint8Array;
  datagram(script, reverse(DHCP6), dhcpv6(7, 0x1234, [22, six], [21, labels(name)], [23, six]));
  datagram(script, DHCP6, dhcpv6(11, 0x1234));
  datagram(script, IKE, ikeInit(9));
  datagram(script, reverse(IKE), ikeInit(9, { isAnswer: true, notify: 14 }));
}

/** An answer of DNS with one NAPTR record. */
function naptr(name: string): Uint8Array {
  const part = (value: string) => join([value.length], latin1(value));
  const data = join(u16(10), u16(50), part('s'), part('SIP+D2U'), part('!a!b!'), labels('_sip._udp.ims.org'));
  const question = dns(name, 'NAPTR', { id: 9, code: 0 });
  question.set(u16(1), 6);
  return join(question, u16(0xc00c), u16(35), u16(1), u32(60), u16(data.length), data);
}

function gtp(script: Script): void {
  const long = (type: number, value: ArrayLike<number>) => join([type], u16(value.length), value);
  const imsi = [2, 0x00, 0x01, 0x11, 0x32, 0x54, 0x76, 0x98, 0xf3];
  const pco = long(132, [0x80, 0, 0x0c, 0]);
  const v1 = (type: number, ...elements: readonly ArrayLike<number>[]) => {
    const body = join(...elements);
    return join([0x32, type], u16(4 + body.length), u32(7), u16(99), [0, 0], body);
  };
  const apn = long(131, join([3], latin1('ims')));
  datagram(
    script,
    GTP,
    v1(
      16,
      imsi,
      [17, ...u32(31)],
      [20, 5],
      long(128, [0xf1, 0x21]),
      apn,
      pco,
      long(133, [10, 0, 0, 1]),
      long(134, [0x91, 0x44, 0x21, 0x43]),
    ),
  );
  datagram(script, reverse(GTP), v1(17, [1, 220]));
  // A Create Bearer Request that rides on a refusal of another kind, and a PTI.
  const refusal = gtpv2(
    33,
    { sequence: 5, teid: 9, piggyback: true },
    gtpElement.cause(93),
    element(100, [4]),
  );
  const rates = join([0x7c, 1], ...[1, 2, 3, 4].map(rate => join([0], u32(rate * 10))));
  const request = gtpv2(
    95,
    { sequence: 6, teid: 9 },
    gtpElement.ebi(5),
    gtpElement.bearer(gtpElement.ebi(0), element(80, rates)),
  );
  datagram(script, reverse(GTP), join(refusal, request));
  datagram(
    script,
    GTP,
    gtpv2(
      32,
      { sequence: 7 },
      element(76, [0x44, 0x21, 0x43]),
      gtpElement.pco(container(0x12), container(0x10)),
    ),
  );
}

function radio(script: Script): void {
  const eps = (...nas: number[]) =>
    overSctp(script, 18, nasTransport('s1ap', { downlink: true }, Uint8Array.from(nas)));
  eps(0x07, 0x44, 15);
  eps(0x07, 0x5c, 21);
  eps(0x07, 0x45, 0x01, 0x53, 10);
  overSctp(
    script,
    18,
    nasTransport('s1ap', { downlink: true }, nullCiphered(Uint8Array.of(0x02, 3, 0xd1, 33))),
  );
  const fiveGs = (...nas: number[]) =>
    overSctp(script, 60, nasTransport('ngap', { downlink: true }, Uint8Array.from(nas)));
  fiveGs(0x7e, 0, 0x44, 7);
  fiveGs(0x7e, 0, 0x59, 20);
  fiveGs(0x7e, 0, 0x68, 1, 0, 5, 0x2e, 5, 1, 0xc3, 27, 0x12, 5);
  fiveGs(0x7e, 0, 0x68, 1, 0, 7, 0x2e, 5, 1, 0xc1, 0xff, 0xff, 0x93, 0x12, 5, 0x58, 91);
  overSctp(
    script,
    60,
    sessionSetUp(
      { id: 1, fiveQi: 5, priority: 1, vulnerability: true },
      {
        id: 2,
        fiveQi: 1,
        priority: 2,
        capability: true,
        rates: [128_000, 64_000, 49_000, 41_000],
        characteristics: true,
      },
    ),
  );
}

/** A PDUSessionResourceSetupRequest without NAS, with these flows (TS 38.413 §9.2.1.1). */
export function sessionSetUp(...flows: readonly WrittenFlow[]): Uint8Array {
  const transfer = setUpTransfer(...flows);
  // The session, a slice without a differentiator, and the transfer.
  const list = join([0x00, 0x00, 0x05, 0x00, 0x40, transfer.length], transfer);
  const part = (id: number, value: ArrayLike<number>) => join(u16(id), [0x00, value.length], value);
  const value = join([0x00], u16(3), part(10, [0x00, 100]), part(85, [0x00, 1]), part(74, list));
  return join([0x00, 29, 0x00, value.length], value);
}

function rx(script: Script): void {
  const flow: Flow = {
    source: '10.20.0.1',
    sourcePort: 41000,
    destination: '10.20.0.9',
    destinationPort: 3868,
  };
  const send = (
    application: keyof typeof APPLICATION,
    command: number,
    request: boolean,
    ...avps: Uint8Array[]
  ) =>
    overSctp(
      script,
      46,
      diameter({ command, application: APPLICATION[application], request }, text(263, 's;1', 0), ...avps),
      flow,
    );
  send(
    'Rx',
    265,
    true,
    framedAddress('10.0.0.1'),
    avp(505, VENDOR_3GPP, latin1('icid-1')),
    subscription(0, '491511234'),
    number(513, 2),
  );
  send('Rx', 265, false, experimentalResult(5065));
  send('Rx', 274, true, number(500, 0));
  send('Rx', 275, true, number(295, 1, 0));
  send('Gx', 258, true, number(1045, 1), number(1006, 5), group(1001, [text(1004, 'ims')]));
  send('Gx', 272, true, group(1018, [text(1005, 'r1'), number(1019, 1), number(1031, 4)]));
  send('Cx', 300, true, text(601, 'sip:a@b'), number(623, 1), group(603, [number(604, 1), number(605, 2)]));
}
