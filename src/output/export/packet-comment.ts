import type { EspNote, OutputFrame } from '../../analysis/events/output-frame.ts';
import type { PlainEvent } from '../../analysis/events/plain-event.ts';
import { spiText } from '../../bytes/hex.ts';
import { OctetWriter } from '../../bytes/octet-writer.ts';
import type { SecurityAssociation, Suite } from '../../model/security-association.ts';

/**
 * The comments of a decrypted capture on the ESP of a frame, one per ESP packet: `ESP SA uc->ps SPI 0x79f51584 seq 3
 * ICV good (hmac-sha-1-96, aes-cbc)`. Empty for a frame without ESP.
 */
export function packetComments({ esp, replacement }: OutputFrame): string[] {
  const opened = esp.findLastIndex(({ icv }) => icv !== null);
  return esp.map((note, index) => {
    const facts = [`${head(note)}${note.sequence} ${verdict(note)}`];
    if (note.tunnel) facts.push('tunnel mode, outer headers removed');
    if (note.frames !== null && note.frames.length > 1) facts.push(`from frames ${note.frames.join(', ')}`);
    if (note.duplicate) facts.push('a copy of an earlier packet');
    if (index === opened) {
      if (replacement === null) facts.push('unchanged: the link type cannot carry the inner packet');
      if (replacement?.outerDropped) facts.push('headers around the innermost IP packet removed');
      if (replacement?.checksumCorrected) facts.push(CORRECTED);
    }
    return facts.join('; ');
  });
}

/** The comments on plain packets: only their numbers differ from packet to packet of an SA. */
export class PlainComments {
  readonly #parts = new WeakMap<SecurityAssociation, Parts>();
  readonly #text = new OctetWriter(256);

  /** The only one of `packetComments` for such a packet, in UTF-8; valid until the next call. */
  of(packet: PlainEvent, checksumCorrected: boolean): Uint8Array {
    const { sa, suite } = packet;
    let parts = this.#parts.get(sa);
    if (parts?.suite !== suite) {
      parts = partsOf(sa, suite);
      this.#parts.set(sa, parts);
    }
    const text = this.#text;
    text.length = 0;
    text.copy(parts.head, 0, parts.head.length);
    text.number(packet.sequence);
    text.copy(parts.tail, 0, parts.tail.length);
    if (checksumCorrected) text.text(`; ${CORRECTED}`);
    return text.written;
  }
}

/** What is before and after the number. */
interface Parts {
  readonly suite: Suite;
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
}

function partsOf({ name, spi }: SecurityAssociation, suite: Suite): Parts {
  const note = { spi, sa: name, suite, outcome: 'decoded', icv: 'good' } as const;
  const utf8 = new TextEncoder();
  return { suite, head: utf8.encode(head(note)), tail: utf8.encode(` ${verdict(note)}`) };
}

const CORRECTED = 'wrong UDP or TCP checksum corrected';

function head({ sa, spi }: Pick<EspNote, 'sa' | 'spi'>): string {
  return `ESP${sa === null ? '' : ` SA ${sa}`} SPI ${spiText(spi)} seq `;
}

function verdict(note: Pick<EspNote, 'outcome' | 'icv' | 'suite'>): string {
  switch (note.outcome) {
    case 'decoded':
      if (note.icv === 'bad') return 'ICV BAD, decrypted nevertheless';
      return `ICV ${note.icv}${note.suite === null ? '' : ` (${note.suite.alg}, ${note.suite.ealg})`}`;
    case 'no-key':
      return 'not decrypted: no key';
    case 'unknown-spi':
      return 'not decrypted: unknown SPI';
    case 'bad-icv':
      return 'not decrypted: ICV BAD with every known key';
    case 'unsupported':
      return 'not decrypted: the algorithm of its SA is not supported';
    case 'implausible':
      return 'not decrypted: ICV good, but no cipher gives a plausible packet';
    case 'truncated':
      return 'not decrypted: cut by the snap length';
    case 'malformed':
      return 'not decrypted: too short for ESP';
    case 'dummy':
      return 'unchanged: a dummy packet (next header 59)';
    case 'duplicate':
      return 'not decrypted: a copy of an earlier packet';
  }
}
