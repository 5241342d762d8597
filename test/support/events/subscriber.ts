import type { Subscriber } from '../../../src/output/facts/subscriber.ts';

const at = (frame: number, file = 0) => ({ file, frame });
const register = { transport: 'udp', sa: null, cseq: 1, src: '10.0.0.2', dst: '10.0.0.1' } as const;

/** A subscriber of whom little is known. */
export const SUBSCRIBER: Subscriber = {
  impi: null,
  impu: [],
  imsi: null,
  msisdn: null,
  ue: [],
  pcscf: null,
  scscf: null,
  apn: { value: 'ims', at: at(3) },
  qci: null,
  arp: null,
  ambr: null,
  bearers: [
    {
      value: {
        id: 7,
        qci: 1,
        arp: { priority: 2, capability: true, vulnerability: false },
        guaranteed: { downKbps: 49, upKbps: 41 },
        maximum: { downKbps: 128, upKbps: 64 },
        result: 'accepted',
      },
      at: at(13),
    },
  ],
  mobility: [
    {
      value: {
        name: 'Authentication failure',
        part: 'reject',
        cause: { kind: 'emm', number: 21, name: 'Synch failure' },
      },
      at: at(2),
    },
  ],
  pcscfGiven: null,
  cell: null,
  expiresAsked: null,
  expiresGranted: null,
  registration: null,
  nonce: {
    value: {
      rand: Uint8Array.of(1, 2),
      sqnXorAk: Uint8Array.of(3),
      amf: Uint8Array.of(0x80, 0),
      mac: Uint8Array.of(4),
    },
    at: at(7, 1),
  },
  keysSeen: [{ source: '401', at: at(7, 1) }],
  keys: [{ source: '401', ck: Uint8Array.of(0x11), ik: Uint8Array.of(0x22) }],
  associatedUris: null,
  userAgent: null,
  registers: [
    { value: register, at: at(5) },
    { value: register, at: at(6) },
  ],
  uses: [{ set: 1, sa: 'uc->ps', spi: 0x65, messages: new Map([['REGISTER', 1]]), first: at(9) }],
  regEvents: [
    {
      value: [
        {
          aor: 'sip:a@b',
          state: 'active',
          contacts: [{ uri: 'sip:c', state: 'active', event: 'registered', expires: '60' }],
        },
      ],
      at: at(11),
    },
  ],
  sas: 4,
};
