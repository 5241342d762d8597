import type { Pdn } from '../../../access/pdn.ts';
import { canonicalAddress } from '../../../bytes/address.ts';
import { imsiOf } from '../../cases/build-phones.ts';
import type { Phone, RegistrationCase } from '../../cases/case.ts';
import { ueKey, ueKeys } from '../../cases/ue-address.ts';
import { familyOf, isForIms, lastBefore } from '../../evidence/access/ims-connections.ts';
import { pdnName } from '../../evidence/access/pdn-text.ts';
import { framesOf, type SipNote } from '../../journal/notes.ts';
import type { AccessRule } from '../rule.ts';

/** TS 24.229 §5.1.1.2.1: Contact and Via have the address that the UE got for the connection it registers over. */
export const ueAddressDiffers: AccessRule = {
  about: 'access',
  id: 'P13',
  title: 'The REGISTER has another UE address than the connection for the IMS',
  term: 'NAT between PGW and P-CSCF, REGISTER over the wrong APN, stale address in Contact',
  evidence:
    'The IMS connection of a UE has one address, but its REGISTER comes from another one or names another one in Via or Contact. Not over Wi-Fi. A note if the UE registers.',
  severity: 'warning',
  advice:
    'Look for a NAT between gateway and P-CSCF (masquerading on the host of the UPF or PGW) and remove it. If the address is that of another connection of the UE, it sends SIP over the wrong APN. If it is an old one, the UE did not register anew after its connection was set up again.',
  settle:
    'Capture in GTP-U and at the P-CSCF: with which source address does the REGISTER leave the UE, and with which does it arrive?',
  check: (phone, subject) => {
    if (subject === null) return null;
    const pdn = subject.connection ?? byImsi(phone, subject);
    const requests = subject.attempts.flatMap(({ gm }) => gm.requests.slice(0, 1));
    if (pdn === null || pdn.ue.length === 0 || requests.some(isOverWifi)) return null;
    const request = requests.find(one => differingIn(one, pdn).length > 0);
    if (request === undefined) return null;
    const differing = differingIn(request, pdn);
    const [first] = differing as [Named];
    const others = lastBefore(phone.connections, subject.begin ?? request).filter(
      one => one !== pdn && ueKeys(one.ue).has(ueKey(first.address) ?? ''),
    );
    const other = others.at(-1);
    const isRegistered = subject.outcome === 'registered' || subject.outcome === 'deregistered';
    return {
      detail: `${pdnName(pdn)} has the UE address ${pdn.ue.join(', ')}, but the REGISTER ${differing.map(({ text }) => text).join(' and ')}.${
        other === undefined ? '' : ` That is the address of ${pdnName(other)}.`
      }`,
      frames: framesOf([...pdn.frames.slice(0, 8), request]),
      confidence: 'likely',
      severity: isRegistered ? 'note' : 'warning',
      explains: [request],
    };
  },
};

/** P-Access-Network-Info of Wi-Fi (TS 24.229 §7.2A.4): such a UE has an address from the ePDG. */
function isOverWifi({ message }: SipNote): boolean {
  return message.headers('p-access-network-info').some(value => /wlan|802\.11|untrusted/i.test(value));
}

/** The last connection for the IMS that a phone with the IMSI of a registration had when it began. */
function byImsi({ imsi, connections }: Phone, { registration, begin }: RegistrationCase): Pdn | null {
  if (imsi === null || imsi !== imsiOf(registration) || begin === null) return null;
  return (
    lastBefore(connections, begin).findLast(
      pdn => isForIms(pdn) && pdn.begun && pdn.result === 'accepted' && !pdn.released,
    ) ?? null
  );
}

interface Named {
  readonly address: string;
  /** `comes from 10.0.0.1`. */
  readonly text: string;
}

function addressesIn({ source, message, protection }: SipNote): Named[] {
  const named: Named[] = protection === null ? [{ address: source, text: `comes from ${source}` }] : [];
  const hosts = [
    ['Via', message.vias.at(-1)?.host ?? null],
    ['Contact', message.contacts[0]?.address?.host ?? null],
  ] as const;
  for (const [header, host] of hosts) {
    const address = canonicalAddress(host ?? '');
    if (address !== null) named.push({ address, text: `has ${address} in ${header}` });
  }
  return named;
}

function differingIn(request: SipNote, pdn: Pdn): Named[] {
  return addressesIn(request).filter(({ address }) => differs(address, pdn));
}

/** Only addresses of a family that the capture names for the connection can be compared. */
function differs(address: string, { ue }: Pdn): boolean {
  const same = ue.filter(one => familyOf(one) === familyOf(address));
  const key = ueKey(address);
  return key !== null && same.length > 0 && !ueKeys(same).has(key);
}
