import type { EspNote, OutputFrame } from '../../analysis/events/output-frame.ts';
import { spiText } from '../../bytes/hex.ts';

/**
 * The comments of a decrypted capture on the ESP of a frame, one per ESP packet: `ESP SA uc->ps SPI 0x79f51584 seq 3
 * ICV good (hmac-sha-1-96, aes-cbc)`. Empty for a frame without ESP.
 */
export function packetComments({ esp, replacement }: OutputFrame): string[] {
  const opened = esp.findLastIndex(({ icv }) => icv !== null);
  return esp.map((note, index) => {
    const sa = note.sa === null ? '' : ` SA ${note.sa}`;
    const facts = [`ESP${sa} SPI ${spiText(note.spi)} seq ${note.sequence} ${verdict(note)}`];
    if (note.tunnel) facts.push('tunnel mode, outer headers removed');
    if (note.frames !== null && note.frames.length > 1) facts.push(`from frames ${note.frames.join(', ')}`);
    if (note.duplicate) facts.push('a copy of an earlier packet');
    if (index === opened) {
      if (replacement === null) facts.push('unchanged: the link type cannot carry the inner packet');
      if (replacement?.outerDropped) facts.push('headers around the innermost IP packet removed');
      if (replacement?.checksumCorrected) facts.push('wrong UDP or TCP checksum corrected');
    }
    return facts.join('; ');
  });
}

function verdict(note: EspNote): string {
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
