import { expect, test } from 'vitest';
import { displaySink } from '../../../src/cli/commands/display-sink.ts';
import { CommandError } from '../../../src/cli/terminal/terminal.ts';
import { sipEvent } from '../../support/events/sip-event.ts';

const CONTEXT = () => ({ files: ['a.pcap'], start: { seconds: 0, nanoseconds: 0 } });
const request = sipEvent(['OPTIONS sip:a SIP/2.0']);
const response = sipEvent(['SIP/2.0 200 OK']);

test('without a filter every message goes through, and none is counted', async () => {
  const seen: string[] = [];
  const { sink, displayed } = await displaySink(undefined, CONTEXT(), {
    sip: ({ message }) => seen.push(message.startLine),
  });
  sink.sip?.(request);
  sink.sip?.(response);
  expect([seen.length, displayed()]).toEqual([2, null]);
});

test('with a filter only what passes goes through; times count from the first frame', async () => {
  const seen: string[] = [];
  const context = CONTEXT();
  const { sink, displayed } = await displaySink('sip.Status-Code and frame.time_relative == 1', context, {
    begin: seconds => seen.push(`begin ${seconds}`),
    sip: ({ message }) => seen.push(message.startLine),
  });
  sink.begin?.(1_699_999_999, 123_000_000);
  sink.sip?.(request);
  sink.sip?.(response);
  expect(seen).toEqual(['begin 1699999999', 'SIP/2.0 200 OK']);
  expect(displayed()).toBe(1);
});

test('a filter that is wrong is refused with its place', async () => {
  const error = await displaySink('udp.port == x', CONTEXT(), {}).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CommandError);
  expect(error).toMatchObject({ exitCode: 1, message: "-Y: expected a number, found 'x'" });
  expect((error as CommandError).detail).toBe('  udp.port == x\n              ^');
});

test('messages that are no SIP come only if the fields or the filter ask for them', async () => {
  const { transport, flow, origin, frames } = request;
  const core = { protocol: 's1ap', procedure: 12, coreId: null, radioId: 1, pdu: null, nas: [] } as const;
  const event = { core, transport, flow, origin, frames };
  const seen: string[] = [];
  const sink = { sip: () => seen.push('sip'), core: () => seen.push('core') };
  const hears = async (filter: string | undefined, asksForCore?: boolean) => {
    const filtered = await displaySink(filter, CONTEXT(), sink, asksForCore);
    seen.length = 0;
    filtered.sink.core?.(event);
    filtered.sink.sip?.(request);
    return [...seen];
  };
  expect(await hears(undefined)).toEqual(['sip']);
  expect(await hears(undefined, true)).toEqual(['core', 'sip']);
  expect(await hears('!sip')).toEqual([]);
  expect(await hears('!sip', true)).toEqual(['core']);
  expect(await hears('s1ap')).toEqual(['core']);
  expect(await hears('frame || ngap.procedureCode == 4')).toEqual(['core', 'sip']);
  expect(await hears('s1ap.procedureCode == 13', true)).toEqual([]);
  const all = await displaySink('s1ap || sip', CONTEXT(), sink);
  all.sink.core?.(event);
  all.sink.sip?.(request);
  expect(all.displayed()).toBe(2);
  expect(all.missesCore).toBe(false);
  const { core: _, ...sipOnly } = sink;
  expect((await displaySink('s1ap || sip', CONTEXT(), sipOnly)).missesCore).toBe(true);
  expect((await displaySink('sip', CONTEXT(), sipOnly)).missesCore).toBe(false);
});
