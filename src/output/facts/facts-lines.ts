import { causeText } from '../../access/pdn.ts';
import { spiText, toHex } from '../../bytes/hex.ts';
import type { FrameReference } from '../../model/capture.ts';
import { jsonLine } from '../json/json-lines.ts';
import type { Fact, Subscriber } from './subscriber.ts';

/** The JSON line of one subscriber; `frames` has the frame that shows each member. */
export function subscriberLine(subscriber: Subscriber, files: readonly string[], showKeys: boolean): string {
  const { nonce, keysSeen, keys, bearers, mobility, registers, uses, regEvents, ...simple } = subscriber;
  const members = Object.entries(simple) as [string, unknown][];
  const frames: Record<string, number> = {};
  const named: Record<string, string> = {};
  const note = (member: string, { file, frame }: FrameReference) => {
    frames[member] = frame;
    named[member] = files[file] ?? '';
  };
  const plain: Record<string, unknown> = {};
  for (const [member, value] of members) {
    plain[member] = isFact(value) ? value.value : value;
    if (isFact(value)) note(member, value.at);
  }
  if (nonce !== null) note('nonce', nonce.at);
  const placed = ({ file, frame }: FrameReference) =>
    files.length > 1 ? { frame, file: files[file] } : { frame };
  return jsonLine({
    type: 'subscriber',
    ...plain,
    nonce:
      nonce === null
        ? null
        : Object.fromEntries(Object.entries(nonce.value).map(([part, octets]) => [part, toHex(octets)])),
    keysSeen: keysSeen.map(({ source, at }) => ({ source, ...placed(at) })),
    ...(showKeys && {
      keys: keys.map(({ source, ck, ik }) => ({ source, ck: toHex(ck), ik: toHex(ik) })),
    }),
    bearers: bearers.map(({ value, at }) => ({ ...value, ...placed(at) })),
    mobility: mobility.map(({ value, at }) => ({
      ...value,
      cause: value.cause === null ? null : causeText(value.cause),
      ...placed(at),
    })),
    registers: registers.map(({ value, at }) => ({ ...value, ...placed(at) })),
    saUses: uses.map(({ set, sa, spi, messages, first }) => ({
      set,
      sa,
      spi: spiText(spi),
      messages: Object.fromEntries(messages),
      ...placed(first),
    })),
    regEvents: regEvents.map(({ value, at }) => ({ ...placed(at), registrations: value })),
    frames,
    ...(files.length > 1 ? { files: named } : {}),
  });
}

function isFact(value: unknown): value is Fact<unknown> {
  return typeof value === 'object' && value !== null && 'at' in value && 'value' in value;
}
