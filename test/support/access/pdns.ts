import type { Pdn, PdnStep } from '../../../src/access/pdn.ts';

/** A connection to the IMS that goes well, with what differs. */
export function pdn(members: Partial<Pdn> = {}): Pdn {
  return {
    seconds: 10,
    nanoseconds: 0,
    via: ['gtpv2'],
    frames: [
      { file: 0, frame: 1 },
      { file: 0, frame: 2 },
    ],
    steps: [step(), step({ name: 'Create Session Response', part: 'accept', frame: 2, seconds: 11 })],
    begun: true,
    imsi: '001010000000001',
    msisdn: null,
    imei: null,
    guti: null,
    coreId: null,
    radioId: null,
    tunnels: [],
    id: 5,
    isFiveGs: false,
    apn: 'ims',
    pdnTypeAsked: 'ipv4',
    pdnType: 'ipv4',
    ue: ['10.0.0.1'],
    interfaceId: null,
    containersAsked: [0x000c],
    containersGiven: [0x000c],
    pcscfAsked: ['ipv4'],
    pcscfReselection: false,
    imsSignalling: false,
    pcscf: ['10.0.0.2'],
    pcscfNames: [],
    dnsAsked: [],
    dns: [],
    qci: 5,
    arp: null,
    ambr: null,
    bearers: [],
    cause: null,
    result: 'accepted',
    released: false,
    lookup: null,
    ...members,
  };
}

/** One message of it. */
export function step(members: Partial<PdnStep> = {}): PdnStep {
  return {
    carrier: 'gtpv2',
    name: 'Create Session Request',
    part: 'request',
    cause: null,
    file: 0,
    frame: 1,
    seconds: 10,
    nanoseconds: 0,
    source: '10.30.0.1',
    destination: '10.30.0.2',
    ...members,
  };
}
