import { latin1FromUtf8 } from '../../../src/bytes/utf8.ts';
import { ethernet, type Flow, ip, latin1, reverse, udp } from '../captures/packets.ts';
import { pcapFile } from '../captures/pcap-file.ts';

/**
 * Messages whose headers are right but rare: several addresses in one line, display names, quoted commas, compact and
 * folded headers, UTF-8, digest parameters of all kinds.
 */
const ODD_MESSAGES: readonly (readonly string[])[] = [
  [
    'INVITE sip:bob;x=1@[2001:db8::9]:5070;user=phone SIP/2.0',
    'Via: SIP/2.0/UDP [2001:db8::1]:5062;branch=z9hG4bKa;received=10.1.1.1;rport=99',
    'v: SIP/2.0/TLS c.example;branch=z9hG4bKc;comp=sigcomp',
    'From: "Al \\"ice\\" <x>" <sip:alice:pw@example.com:5066;transport=tcp;x=y>;tag=t1;foo=bar',
    't: "Bob, B" <tel:+4912345;phone-context=x>;tag=t2',
    'm: <sip:first@1.1.1.1;p=1>;expires=5;q=0.5, "C, D" <sips:second@[::1]>;+x="a,b;c"',
    'Contact: *',
    'P-Asserted-Identity: "Name" <sip:+49123@ims.net;user=phone>',
    'P-Preferred-Identity: <sip:preferred@ims.net>',
    'Route: <sip:r1@p1.net;lr>,<sip:p2.net:6000;lr>',
    'Record-Route: <sip:rr1.net;lr>',
    'Service-Route: <sip:serving@s.net:6060;lr>',
    'Path: <sip:term@pcscf.net;lr>',
    's: Jürgen \\ back "q" tab\tx',
    'CSeq: 7   INVITE',
    'i: call@id',
    'Max-Forwards: 70',
    'Supported: path',
    'Supported: gruu',
    'k: outbound',
    'P-Access-Network-Info: 3GPP-NR-FDD;utran-cell-id-3gpp=0010100;network-provided',
    'Content-Type: text/plain',
    'l: 4',
    '',
    'body',
  ],
  [
    'SIP/2.0 401 Unauthorized',
    'Via: SIP/2.0/UDP 10.0.0.2',
    'To: sip:alice@home.net;tag=2',
    'From: <sip:alice@home.net>;tag=1',
    'Call-ID: x',
    'CSeq: 1 REGISTER',
    'WWW-Authenticate: Digest realm="r \\"x\\"", nonce = "n,1" ,algorithm=AKAv1-MD5,qop="auth",opaque="o",stale=FALSE,domain="d",ck="00",ik=11',
    'Proxy-Authenticate: Digest realm="p",nonce="m"',
    'Security-Server: ipsec-3gpp; q=0.1 ; alg=hmac-sha-1-96; spi-c=1;spi-s=4294967295;port-c=5062;port-s=5063, tls;q=0.2',
    'Content-Length: 0',
    '',
    '',
  ],
  [
    'REGISTER sip:ims SIP/2.0',
    'Via: SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bKz;ttl=3;maddr=1.2.3.4',
    'Security-Verify: ipsec-3gpp;alg=hmac-md5-96;spi-c=5',
    'From: "" <sip:alice@home.net>;tag=1',
    'To: <sip:alice@home.net>',
    'Call-ID: y',
    'CSeq: 3 REGISTER',
    'Authorization: Digest username="u",realm="r",nonce="n",uri="sip:ims",response="ab",auts="xx",nc=00000001,cnonce="cc",qop=auth-int,algorithm=AKAv2-SHA-256',
    'Expires: 0',
    'Security-Client: ipsec-3gpp;alg=hmac-md5-96;ealg=;spi-c=0012;spi-s=77;port-c=1;port-s=2;prot=ah',
    'Content-Length: 0',
    '',
    '',
  ],
  [
    'SIP/2.0 200 OK',
    'Via: SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bKz',
    'Call-ID: z',
    'CSeq: 3 OPTIONS',
    'Authentication-Info: nextnonce="nn",rspauth="rr",qop=auth',
    'Accept:',
    'From: <sip:eve@other.net>;tag=',
    'To: <sip:bob@home.net;user=phone>;tag=q;z',
    'Retry-After: 5',
    'Content-Length: 0',
    '',
    '',
  ],
];

const FLOW: Flow = { source: '10.0.0.2', sourcePort: 5060, destination: '10.0.0.1', destinationPort: 5060 };

/** A pcap file with these messages, one a second, requests and responses in both directions. */
export function oddCapture(): Uint8Array {
  const frames = ODD_MESSAGES.map((lines, i) => {
    const flow = lines[0]?.startsWith('SIP/') ? reverse(FLOW) : FLOW;
    const payload = latin1(latin1FromUtf8(lines.join('\r\n')));
    const data = ethernet(ip(flow, 17, udp(flow, payload)));
    return { seconds: 1_700_000_000 + i, nanoseconds: 250_000_000, data };
  });
  return pcapFile(frames, { linkType: 1 });
}
