import { spiText, toHex } from '../../bytes/hex.ts';
import { keyName } from '../../ipsec/crypto/key-pool.ts';
import { type EspKeys, espKeysOf, espKeysOfSa } from '../../ipsec/esp-keys.ts';
import { wiresharkNames } from '../../ipsec/given/kernel-algorithms.ts';
import { isAgreed } from '../../ipsec/sa/sa-set.ts';
import type { GivenSa, SaSet, SecurityAssociation, Suite } from '../../model/security-association.ts';
import { suiteOf, suiteOfSa } from '../text/sa-facts.ts';

/** The text of the three files of a Wireshark profile. */
export interface WiresharkProfile {
  /** SAs with keys; only the owner may read them. */
  readonly esp_sa: string;
  readonly preferences: string;
  readonly decode_as_entries: string;
  /** SA records in `esp_sa`. */
  readonly records: number;
}

/**
 * Profiles that decrypt the SAs in Wireshark and tshark 2.4 to 4.6.
 *
 * Wireshark uses the first SA that matches address and SPI, at any time, so two generations that share them need two
 * profiles: the first profile has the newest generation of each SA, the next ones have older ones.
 *
 * @param lostTcp true if parts of TCP streams were not captured: Wireshark's reassembly of out-of-order segments would
 *   wait for them and show nothing after them.
 */
export function wiresharkProfiles(sets: readonly SaSet[], lostTcp: boolean): WiresharkProfile[] {
  const layers = layersOf(sets);
  return layers.map((layer, index) => ({
    ...espSaText(layer, index, layers.length),
    preferences: preferencesText(layer, lostTcp),
    decode_as_entries: decodeAsText(layer),
  }));
}

interface SetSa {
  readonly set: SaSet;
  readonly sa: SecurityAssociation;
}

/** Distributes SAs over layers, so that each layer has one per destination and SPI; newest sets first. */
function layersOf(sets: readonly SaSet[]): SetSa[][] {
  const layers: SetSa[][] = [];
  const agreed = new Set(sets.flatMap(({ sas }) => sas.filter(isAgreed).map(openedAt)));
  const depth = new Map<string, number>();
  for (const set of sets.toReversed()) {
    for (const sa of set.sas.toReversed()) {
      const key = placeOf(sa);
      // A later agreement took over the keys.
      if (!isAgreed(sa) && agreed.has(openedAt(sa))) continue;
      const layer = depth.get(key) ?? 0;
      depth.set(key, layer + 1);
      const members = layers[layer] ?? [];
      layers[layer] = members;
      members.push({ set, sa });
    }
  }
  return layers.length === 0 ? [[]] : layers;
}

function placeOf({ destination, spi }: SecurityAssociation): string {
  return `${destination} ${spi}`;
}

/** Equal for SAs with the same destination, SPI and keys. */
function openedAt(sa: SecurityAssociation): string {
  const { set, given } = sa;
  if (given !== null) return `${placeOf(sa)} given`;
  const key = set.key ?? set.keys[0];
  const suite = suiteOf(set);
  return `${placeOf(sa)} ${suite?.alg} ${suite?.ealg} ${key === undefined ? '' : keyName(key)}`;
}

function espSaText(
  members: readonly SetSa[],
  index: number,
  count: number,
): Pick<WiresharkProfile, 'esp_sa' | 'records'> {
  const lines = members.toReversed().map(({ set, sa }) => espSaLine(set, sa));
  const head = ['# Security associations of the IMS registrations, found by ims-esp.'];
  if (count > 1) {
    head.push(
      `# Profile ${index + 1} of ${count}: SPIs were used again with other keys, and Wireshark takes the first that fits.`,
    );
  }
  const records = lines.filter(line => !line.startsWith('#')).length;
  // The final line feed matters: Wireshark drops a last record without one.
  return { esp_sa: `${[...head, ...lines].join('\n')}\n`, records };
}

/** One record of `esp_sa`: eight columns, which every version accepts. */
function espSaLine(set: SaSet, sa: SecurityAssociation): string {
  const about = `${sa.name} ${sa.source} → ${sa.destination} SPI ${spiText(sa.spi)}`;
  if (sa.given !== null && sa.given.alg !== 'aes-gmac') return givenLine(sa, sa.given);
  const suite = suiteOf(set);
  if (suite === null && sa.given === null) return `# ${about}: no algorithm is known`;
  if (suite === null || suite.alg === 'aes-gmac')
    return `# ${about}: aes-gmac, which no version of Wireshark can decode`;
  const names = wiresharkNames(suite);
  if (names === null) return `# ${about}: ${suite.alg}/${suite.ealg}, which Wireshark has no name for`;
  const keys = espKeysOf(set);
  const missing = keyMissing(suite, keys);
  if (missing) return `# ${about}: no key is known`;
  const columns = [
    sa.destination.includes(':') ? 'IPv6' : 'IPv4',
    sa.source,
    sa.destination,
    spiText(sa.spi),
    names.encryption,
    keyColumn(keys.encryption),
    keys.authentication === null && suite.alg !== 'null' ? UNCHECKED_96 : names.authentication,
    keyColumn(keys.authentication),
  ];
  return columns.map(column => `"${column}"`).join(',');
}

/** An SA from the user keeps its algorithms and keys, with the ends of its packets. */
function givenLine(sa: SecurityAssociation, { encryption, authentication, sequenceHigh }: GivenSa): string {
  const keys = espKeysOfSa(sa);
  const columns = [
    sa.destination.includes(':') ? 'IPv6' : 'IPv4',
    sa.source,
    sa.destination,
    spiText(sa.spi),
    escaped(encryption),
    keyColumn(keys.encryption),
    escaped(authentication),
    keyColumn(keys.authentication),
    ...(sequenceHigh === null ? [] : ['64-bit', `${sequenceHigh}`]),
  ];
  return columns.map(column => `"${column}"`).join(',');
}

/** Escapes names from the user in Wireshark's way: unprintable characters, quotes and backslashes. */
function escaped(name: string): string {
  return name.replace(
    /["\\\u0000-\u001f\u007f-\u009f]/g,
    character => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

/** For ESP NULL with an unknown key: Wireshark skips the 12 octets of ICV and shows the content. */
const UNCHECKED_96 = 'ANY 96 bit authentication [no checking]';

function keyMissing(suite: Suite, keys: EspKeys): boolean {
  return suite.ealg !== 'null' && keys.encryption === null;
}

function keyColumn(key: Uint8Array | null): string {
  return key === null ? '' : `0x${toHex(key)}`;
}

/**
 * From 3.6 on the second preference alone shows nothing, and 3.6 needs the NULL heuristic even for NULL SAs with keys.
 * So the heuristic is on if any SA does not encrypt.
 */
function preferencesText(members: readonly SetSa[], lostTcp: boolean): string {
  const hasNull = members.some(({ sa }) => suiteOfSa(sa)?.ealg === 'null');
  return [
    '# Preferences of the IMS profile, written by ims-esp.',
    'esp.enable_encryption_decode: TRUE',
    'esp.enable_authentication_check: TRUE',
    `esp.enable_null_encryption_decode_heuristic: ${hasNull ? 'TRUE' : 'FALSE'}`,
    `tcp.reassemble_out_of_order: ${lostTcp ? 'FALSE' : 'TRUE'}`,
    '',
  ].join('\n');
}

/** SIP on every protected port; otherwise TCP 6000–6063 would be X11, and reassembled SIP would be missed. */
function decodeAsText(members: readonly SetSa[]): string {
  const ports = new Set(members.flatMap(({ sa }) => [sa.sourcePort, sa.destinationPort]));
  ports.delete(0);
  const lines = [...ports]
    .sort((a, b) => a - b)
    .flatMap(port =>
      ['udp', 'tcp'].map(transport => `decode_as_entry: ${transport}.port,${port},(none),SIP`),
    );
  return ['# SIP on the protected ports, written by ims-esp.', ...lines, ''].join('\n');
}
