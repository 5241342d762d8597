import type { DhcpMessage } from '../../../access/dns-dhcp/dhcp.ts';
import type { DnsMessage } from '../../../access/dns-dhcp/dns.ts';
import type { IkeHeader } from '../../../access/dns-dhcp/ike.ts';
import type { CoreRow } from './core-said.ts';

/** A question of DNS, or its answer with the records. */
export function dnsRows({
  writtenName,
  type,
  code,
  truncated,
  answers,
  others,
  whole,
}: DnsMessage): CoreRow[] {
  const record =
    (label: string) =>
    (one: DnsMessage['answers'][number]): CoreRow => [label, `${one.writtenName} ${one.type} ${one.text}`];
  return [
    ['Question', `${type} of ${writtenName}`],
    ...(code === null ? [] : [['Result', code] as const]),
    ...answers.map(record('Answer')),
    ...others.map(record('More')),
    ...(truncated ? [['Cut', 'the question is asked again over TCP'] as const] : []),
    ...(whole ? [] : [['Damaged', 'only the records before that are read'] as const]),
  ];
}

/** What a message of DHCP asks for or gives. */
export function dhcpRows({ name, asked, ue, addresses, names, dns, transaction }: DhcpMessage): CoreRow[] {
  const rows: readonly (readonly [label: string, texts: readonly string[]])[] = [
    ['Message', [name]],
    ['Transaction', [transaction]],
    ['SIP servers', asked ? ['asked for'] : []],
    ['Address given', ue === null ? [] : [ue]],
    ['SIP servers given', [...addresses, ...names]],
    ['DNS servers given', dns],
  ];
  return rows.flatMap(([label, texts]): CoreRow[] => (texts.length === 0 ? [] : [[label, texts.join(', ')]]));
}

/** Exchanges of IKEv2 (RFC 7296 §3.1). */
const EXCHANGES: ReadonlyMap<number, string> = new Map([
  [34, 'IKE_SA_INIT'],
  [35, 'IKE_AUTH'],
  [36, 'CREATE_CHILD_SA'],
  [37, 'INFORMATIONAL'],
]);

const IKE_SA_INIT = 34;
const FLAG_RESPONSE = 0x20;

/** The header of IKE; `isAnswer` is null in version 1, whose messages do not say that. */
export function ikeRows({
  initiatorSpi,
  responderSpi,
  version,
  exchangeType,
  flags,
  messageId,
  notifications,
}: IkeHeader): { readonly name: string; readonly isAnswer: boolean | null; readonly rows: CoreRow[] } {
  const isVersion2 = version >> 4 === 2;
  const name = (isVersion2 ? EXCHANGES.get(exchangeType) : undefined) ?? `exchange ${exchangeType}`;
  const isOpen = isVersion2 && exchangeType === IKE_SA_INIT;
  return {
    name,
    isAnswer: isVersion2 ? (flags & FLAG_RESPONSE) !== 0 : null,
    rows: [
      ['Exchange', name],
      ['Version', `${version >> 4}.${version & 15}`],
      ['SPI of the initiator', initiatorSpi],
      ['SPI of the responder', responderSpi],
      ['Message id', `${messageId}`],
      ...(notifications.length === 0 ? [] : [['Notifications', notifications.join(', ')] as const]),
      ...(isVersion2 && !isOpen
        ? [['Contents', 'encrypted: P-CSCF addresses in it are not visible'] as const]
        : []),
    ],
  };
}
