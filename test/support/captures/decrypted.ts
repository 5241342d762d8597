import { type AnalysisOptions, type AnalysisResult, analyse } from '../../../src/analysis/analyse.ts';
import type { EspNote } from '../../../src/analysis/events/output-frame.ts';
import { DecryptedCapture } from '../../../src/output/export/decrypted-capture.ts';
import { concat } from './pcap-file.ts';

/** A decrypted capture, and what was done to each frame. */
export interface Decrypted {
  readonly bytes: Uint8Array;
  readonly result: AnalysisResult;
  readonly frames: readonly {
    readonly file: number;
    readonly frame: number;
    readonly data: Uint8Array;
    readonly before: Uint8Array;
    readonly replaced: boolean;
    readonly esp: readonly EspNote[];
  }[];
}

/** Decrypts captures as `ims-esp decode -w` does. */
export async function decrypt(paths: readonly string[], options: AnalysisOptions = {}): Promise<Decrypted> {
  const pieces: Uint8Array[] = [];
  const frames: Decrypted['frames'][number][] = [];
  const capture = new DecryptedCapture({
    files: paths,
    application: 'ims-esp test',
    write: bytes => pieces.push(bytes),
  });
  const result = await analyse(
    paths.map(name => ({ name })),
    {
      ...options,
      on: {
        frame: frame => {
          capture.frame(frame);
          const { record, data, replacement, esp } = frame;
          frames.push({
            file: record.file,
            frame: record.frame,
            data: data.slice(),
            before: record.data.slice(),
            replaced: replacement !== null,
            esp,
          });
        },
        unreadable: () => {},
      },
    },
  );
  capture.end();
  return { bytes: concat(pieces), result, frames };
}
