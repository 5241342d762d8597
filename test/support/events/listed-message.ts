import type { Message } from '../../../src/output/report/page/capture.js';

/** A message as the page of a report lists it: a clear request, unless said otherwise. */
export function listed(parts: Partial<Message> = {}): Message {
  return {
    index: 0,
    file: 0,
    frame: 1,
    frames: [1],
    time: 0,
    transport: 'udp',
    source: '10.0.0.2',
    sourcePort: 5060,
    destination: '10.0.0.1',
    destinationPort: 5060,
    method: 'REGISTER',
    status: 0,
    reason: '',
    callId: '',
    username: '',
    esp: null,
    cut: false,
    otherReading: false,
    ...parts,
  };
}
