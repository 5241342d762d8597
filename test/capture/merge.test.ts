import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TimeMerge } from '../../src/capture/merge.ts';
import type { CaptureRecord } from '../../src/model/capture.ts';

function record(file: number, frame: number, seconds: number, nanoseconds = 0): CaptureRecord {
  const data = new Uint8Array(0);
  return {
    file,
    frame,
    seconds,
    nanoseconds,
    linkType: 1,
    interfaceId: 0,
    originalLength: 0,
    data,
    offset: 0,
  };
}

/** `file:frame` of each record. */
function names(records: CaptureRecord[]): string[] {
  return records.map(({ file, frame }) => `${file}:${frame}`);
}

describe('one source', () => {
  test('its batches pass as they are', () => {
    const merge = new TimeMerge(1);
    expect(merge.needs()).toBe(0);
    const batch = [record(0, 1, 9), record(0, 2, 3)];
    merge.add(0, batch);
    expect(merge.needs()).toBeNull();
    expect(merge.take()).toBe(batch);
    expect(merge.take()).toEqual([]);
    expect(merge.needs()).toBe(0);
    merge.end(0);
    expect(merge.needs()).toBeNull();
  });

  test('two batches before a take', () => {
    const merge = new TimeMerge(1);
    merge.add(0, [record(0, 1, 1)]);
    merge.add(0, [record(0, 2, 2)]);
    expect(names(merge.take())).toEqual(['0:1', '0:2']);
  });
});

describe('several sources', () => {
  test('earliest first; nothing goes out while a source may still have something earlier', () => {
    const merge = new TimeMerge(2);
    expect(merge.needs()).toBe(0);
    merge.add(0, [record(0, 1, 1), record(0, 2, 5), record(0, 3, 9)]);
    expect(merge.needs()).toBe(1);
    expect(merge.take()).toEqual([]);
    merge.add(1, [record(1, 1, 2), record(1, 2, 5, 1)]);
    expect(names(merge.take())).toEqual(['0:1', '1:1', '0:2', '1:2']);
    expect(merge.needs()).toBe(1);
    merge.end(1);
    expect(names(merge.take())).toEqual(['0:3']);
    expect(merge.needs()).toBe(0);
  });

  test('equal times: the lower source first, all of its run', () => {
    const merge = new TimeMerge(3);
    merge.add(2, [record(2, 1, 7), record(2, 2, 7)]);
    merge.add(1, [record(1, 1, 7), record(1, 2, 7)]);
    merge.add(0, [record(0, 1, 8)]);
    for (const source of [0, 1, 2]) merge.end(source);
    expect(names(merge.take())).toEqual(['1:1', '1:2', '2:1', '2:2', '0:1']);
  });

  test('within a source the order of the file holds, though its times go backwards', () => {
    const merge = new TimeMerge(2);
    merge.add(0, [record(0, 1, 10), record(0, 2, 1), record(0, 3, 20)]);
    merge.add(1, [record(1, 1, 5), record(1, 2, 15)]);
    merge.end(0);
    merge.end(1);
    expect(names(merge.take())).toEqual(['1:1', '0:1', '0:2', '1:2', '0:3']);
  });

  test('the last source left gives what it held, then passes through', () => {
    const merge = new TimeMerge(2);
    merge.add(0, [record(0, 1, 1)]);
    merge.add(1, [record(1, 1, 0), record(1, 2, 2)]);
    expect(names(merge.take())).toEqual(['1:1', '0:1']);
    merge.end(0);
    expect(names(merge.take())).toEqual(['1:2']);
    const batch = [record(1, 3, 3)];
    merge.add(1, batch);
    expect(merge.take()).toBe(batch);
  });

  test('a source that is empty from the start', () => {
    const merge = new TimeMerge(2);
    merge.end(0);
    expect(merge.needs()).toBe(1);
    merge.add(1, [record(1, 1, 1)]);
    expect(names(merge.take())).toEqual(['1:1']);
  });

  test('sorted sources in any batches come out as one stable sort would give them', () => {
    const times = fc.array(fc.tuple(fc.nat(5), fc.nat(3)), { maxLength: 30 });
    const sources = fc.array(times, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(sources, fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1 }), (all, sizes) => {
        const files = all.map((list, file) =>
          list
            .sort((a, b) => a[0] - b[0] || a[1] - b[1])
            .map(([seconds, nanoseconds], i) => record(file, i + 1, seconds, nanoseconds)),
        );
        const expected = files.flat().sort((a, b) => a.seconds - b.seconds || a.nanoseconds - b.nanoseconds);
        const merge = new TimeMerge(files.length);
        const merged: CaptureRecord[] = [];
        const left = files.map(file => file.slice());
        let step = 0;
        for (let source = merge.needs(); source !== null; source = merge.needs()) {
          const rest = left[source] as CaptureRecord[];
          if (rest.length === 0) merge.end(source);
          else merge.add(source, rest.splice(0, sizes[step++ % sizes.length] || 1));
          merged.push(...merge.take());
        }
        expect(names(merged)).toEqual(names(expected));
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe('wrong use', () => {
  test('throws', () => {
    const merge = new TimeMerge(1);
    expect(() => merge.add(1, [])).toThrow('expected a source below 1, found 1');
    expect(() => merge.end(-1)).toThrow('expected a source below 1, found -1');
    merge.end(0);
    expect(() => merge.add(0, [])).toThrow('expected a source that goes on, found 0 ended');
  });
});
