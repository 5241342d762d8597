import type { CaptureFacts } from './cases/case.ts';
import { lookupText, mobilityText, pdnText } from './evidence/access/pdn-text.ts';
import { type RefusedSyn, refusedSyns } from './evidence/silence/connections.ts';
import type { SipNote, TcpNote } from './journal/notes.ts';

const SIP_PORT = 5060;

/** SIP of all CSCFs, ESP, Cx. Later fragments have no ports, so all fragments are let through. */
const FILTER =
  'esp or portrange 4060-6200 or udp port 4500 or port 3868 or sctp or ip[6:2] & 0x1fff != 0 or ip6 proto 44';

/** For a capture without a REGISTER: what it has instead, and what to capture. */
export function adviceWithoutRegistration(capture: CaptureFacts): string[] {
  const { traffic } = capture;
  if (traffic.frames === 0) return ['The capture is empty.', ...WHAT_TO_CAPTURE];
  const seen = [
    ...sipText(capture),
    ...espText(capture),
    ...cxText(capture),
    ...discoveryText(capture),
    ...ikeText(capture),
    ...connectionText(capture),
  ];
  if (seen.length === 0) {
    const many = traffic.frames === 1 ? '1 frame' : `${traffic.frames} frames`;
    seen.push(`The capture has ${many}, but no SIP, ESP or Cx.`);
  }
  if (traffic.truncatedFrames > 0)
    seen.push(
      `Capture with -s 0: the snap length cut ${traffic.truncatedFrames} of ${traffic.frames} frames.`,
    );
  return [...seen, ...WHAT_TO_CAPTURE];
}

/** Where, what and when to capture. */
const WHAT_TO_CAPTURE: readonly string[] = [
  `Capture at the P-CSCF on all interfaces, which include Gm and Mw: tcpdump -i any -s 0 -w ims.pcap "${FILTER}".`,
  'Or capture Gm at the UE, the gNB or the UPF (in GTP-U: "udp port 2152"), and Mw at a CSCF, and give both files at once.',
  'Start before the UE registers: start the capture, switch flight mode on, wait ten seconds, switch it off.',
];

function sipText({ traffic, others, registers }: CaptureFacts): string[] {
  if (traffic.sipMessages === 0) return [];
  const inEsp = others.filter(({ protection }) => protection !== null).length;
  const where = inEsp === 0 ? '' : `, ${inEsp} of them in ESP`;
  const what = registers.length === 0 ? '' : ' with a Call-ID and a good ICV';
  return [
    `No REGISTER${what} among ${counted(traffic.sipMessages, 'SIP message')}${methodsText(others)}${where}.`,
    ...(inEsp > 0 && registers.length === 0
      ? [
          'The UE registered before the capture started: the capture has ESP of its SAs, but not their agreement.',
        ]
      : []),
  ];
}

/** ` (3 INVITE, 2 OPTIONS)`: the requests by method, the most frequent first. */
function methodsText(notes: readonly SipNote[]): string {
  const counts = new Map<string, number>();
  for (const { message } of notes)
    if (message.method !== null) counts.set(message.method, (counts.get(message.method) ?? 0) + 1);
  const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 6);
  return most.length === 0 ? '' : ` (${most.map(([method, count]) => `${count} ${method}`).join(', ')})`;
}

function espText({ traffic, strayEsp, activities }: CaptureFacts): string[] {
  if (traffic.espPackets === 0) return [];
  const sas = activities.flatMap(one => one.sas);
  const spis = new Set([
    ...sas.map(({ sa }) => `${sa.destination} ${sa.spi}`),
    ...strayEsp.map(({ destination, spi }) => `${destination} ${spi}`),
  ]).size;
  if (spis === 0) return [`${counted(traffic.espPackets, 'ESP packet')}, too short to hold anything.`];
  const packets = `${counted(traffic.espPackets, 'ESP packet')} under ${counted(spis, 'SPI')}`;
  const opened = sas.some(one => one.closed < one.packets) || strayEsp.some(({ read }) => read > 0);
  if (opened) return [`${packets}; some were read (ESP NULL, or with known keys).`];
  return [`${packets}, all encrypted. If this is IMS traffic, give the keys: --keys, --esp-sa or --xfrm.`];
}

function cxText({ cx, traffic }: CaptureFacts): string[] {
  if (cx.length === 0) return [];
  const missing = traffic.sipMessages === 0 ? ', but no SIP' : '';
  return [`${counted(cx.length, 'Cx message')} (Diameter)${missing}.`];
}

/** Connections and questions of a P-CSCF named at most: more are counted. */
const NAMED = 8;

/** How phones looked for their P-CSCF. */
function discoveryText({ phones, nasCiphered }: CaptureFacts): string[] {
  const connections = phones.flatMap(phone => phone.connections.filter(({ begun }) => begun));
  const lookups = phones.flatMap(phone => phone.lookups.filter(({ via }) => !via.includes('ike')));
  const decisions = phones.flatMap(phone => phone.mobility.filter(({ part }) => part !== 'accept'));
  const decided = decisions.map(event => `${mobilityText(event)}; frame ${event.frame}`);
  const texts = [...connections.map(pdnText), ...decided, ...lookups.map(lookupText)];
  const more = texts.length > NAMED ? [`${texts.length - NAMED} more like these.`] : [];
  const ciphered =
    nasCiphered === 0
      ? []
      : [
          `${counted(nasCiphered, 'NAS message')} ciphered: what the phone asks for and is given is not visible there.`,
        ];
  return [...texts.slice(0, NAMED).map(text => `${text}.`), ...more, ...ciphered];
}

function ikeText({ traffic }: CaptureFacts): string[] {
  if (traffic.ikeMessages === 0) return [];
  return [
    `${counted(traffic.ikeMessages, 'IKE message')}. Over Wi-Fi (VoWiFi) the REGISTER is inside the ESP tunnel to the ePDG, and IMS does not have the keys of that tunnel. Capture behind the ePDG (on S2b or SGi) or at the P-CSCF.`,
  ];
}

/** Over TCP the UE sends no REGISTER before the P-CSCF accepts the connection. */
function connectionText({ tcp }: CaptureFacts): string[] {
  const syns = tcp.filter(({ kind, destinationPort }) => kind === 'syn' && destinationPort === SIP_PORT);
  if (syns.length === 0) return [];
  const refused = refusedSyns(tcp).filter(({ syn }) => syn.destinationPort === SIP_PORT);
  const answered = new Set([
    ...tcp.filter(({ kind }) => kind === 'syn-ack').map(backwards),
    ...refused.map(({ syn }) => forwards(syn)),
  ]);
  const open = syns.filter(syn => !answered.has(forwards(syn)));
  return [...refusedText(refused), ...unansweredText(open)];
}

function refusedText(refused: readonly RefusedSyn[]): string[] {
  const [first] = refused;
  if (first === undefined) return [];
  const { syn, rst } = first;
  return [
    `${counted(refused.length, 'TCP connection')} to port ${SIP_PORT} (${syn.source} to ${syn.destination}) refused with RST (frame ${rst.frame}): the host is there, and nothing listens on that port. Start the P-CSCF, or correct its address in DNS or in the PCO.`,
  ];
}

function unansweredText(open: readonly TcpNote[]): string[] {
  const [first] = open;
  if (first === undefined) return [];
  return [
    `${counted(open.length, 'TCP SYN')} to port ${SIP_PORT} (${first.source} to ${first.destination}) without a SYN-ACK: if ${first.destination} is the P-CSCF, it does not accept the connection of the UE.`,
  ];
}

function forwards({ source, sourcePort, destination, destinationPort }: TcpNote): string {
  return `${source} ${sourcePort} ${destination} ${destinationPort}`;
}

function backwards({ source, sourcePort, destination, destinationPort }: TcpNote): string {
  return `${destination} ${destinationPort} ${source} ${sourcePort}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
