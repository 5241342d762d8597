import { readFileSync } from 'node:fs';
import { fixture } from '../../support/programs/lab.ts';
import { frameBytes, loadStories, type Story } from '../corpus.ts';
import type { LayerKind } from '../packet.ts';

let loaded: readonly Story[] | null = null;

/** The captures that inputs are made of, read once. */
export function stories(): readonly Story[] {
  loaded ??= loadStories();
  return loaded;
}

/** What the layers of this kind hold in all captures: payloads that differ in length or beginning. */
export function contents(...kinds: readonly LayerKind[]): Uint8Array[] {
  const found = new Map<string, Uint8Array>();
  for (const { head, rest } of stories())
    for (const { packet } of [...head, ...rest])
      for (const { kind, header } of packet)
        if (kinds.includes(kind)) found.set(`${header.length} ${header.subarray(0, 12)}`, header);
  return [...found.values()].slice(0, 200);
}

/** A frame of each capture and kind of packet, behind two octets with its link type. */
export function frames(): Uint8Array[] {
  const found = new Map<string, Uint8Array>();
  for (const { name, head, rest } of stories())
    for (const frame of [...head, ...rest]) {
      const kinds = frame.packet.map(({ kind }) => kind).join();
      const { linkType } = frame;
      found.set(`${name} ${kinds}`, Uint8Array.of(linkType >> 8, linkType & 255, ...frameBytes(frame)));
    }
  return [...found.values()];
}

/** The files of captures that are given to programs by that option. */
export function keyFiles(option: string): Uint8Array[] {
  return stories().flatMap(({ files }) => (files[option] ? [latin1Bytes(files[option])] : []));
}

/** The start of a file of `fixtures/`. */
export function fixtureStart(name: string, length: number): Uint8Array {
  return new Uint8Array(readFileSync(fixture(name))).slice(0, length);
}

export function latin1Bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

export function latin1Text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
