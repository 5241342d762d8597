import { join, u16 } from '../captures/packets.ts';
import { PerWriter } from './per-writer.ts';

/** A QoS flow as NGAP sets it up (TS 38.413 §9.3.1.12); rates in bit/s: maximum and guaranteed, downlink first. */
export interface WrittenFlow {
  readonly id: number;
  readonly fiveQi: number | null;
  readonly priority: number;
  readonly capability?: boolean;
  readonly vulnerability?: boolean;
  readonly rates?: readonly [number, number, number, number];
  /** Has it a priority level, averaging window and burst volume of its own? */
  readonly characteristics?: boolean;
  /** Identity of the E-RAB that it has in EPS. */
  readonly bearer?: number;
}

/** A PDUSessionResourceSetupRequestTransfer with these flows. */
export function setUpTransfer(...flows: readonly WrittenFlow[]): Uint8Array {
  return transfer(136, writtenFlows(flows, false));
}

/** A PDUSessionResourceModifyRequestTransfer that adds them. */
export function modifyTransfer(...flows: readonly WrittenFlow[]): Uint8Array {
  return transfer(135, writtenFlows(flows, true));
}

function transfer(id: number, list: Uint8Array): Uint8Array {
  return join([0], u16(1), u16(id), [0x00, list.length], list);
}

function writtenFlows(flows: readonly WrittenFlow[], mayLackQos: boolean): Uint8Array {
  const to = new PerWriter().bits(6, flows.length - 1);
  for (const flow of flows) writeFlow(to, flow, mayLackQos);
  return to.bytes();
}

function writeFlow(to: PerWriter, flow: WrittenFlow, mayLackQos: boolean): void {
  const { id, fiveQi, priority, capability = false, vulnerability = false, rates, bearer } = flow;
  to.bits(1, 0);
  if (mayLackQos) to.bits(1, 1);
  to.bits(1, Number(bearer !== undefined))
    .bits(1, 0)
    .bits(1, 0)
    .bits(6, id);
  to.bits(1, 0)
    .bits(1, Number(rates !== undefined))
    .bits(3, 0);
  if (fiveQi === null) writeDynamic(to);
  else writeStandardised(to, fiveQi, flow.characteristics === true);
  to.bits(2, 0)
    .bits(4, priority - 1)
    .bits(2, Number(capability))
    .bits(2, Number(vulnerability));
  if (rates !== undefined) {
    to.bits(5, 0);
    for (const rate of rates) to.bits(1, 0).wide(3, rate);
  }
  if (bearer !== undefined) to.bits(1, 0).bits(4, bearer);
}

function writeStandardised(to: PerWriter, fiveQi: number, hasOwn: boolean): void {
  to.bits(2, 0)
    .bits(1, 0)
    .bits(3, hasOwn ? 7 : 0)
    .bits(1, 0)
    .bits(1, 0)
    .octets([fiveQi]);
  if (hasOwn) to.bits(1, 0).bits(7, 19).bits(1, 0).octets(u16(2000)).bits(1, 0).octets(u16(512));
}

/** A 5QI without a number: priority level, delay budget, error rate. */
function writeDynamic(to: PerWriter): void {
  to.bits(2, 1).bits(1, 0).bits(5, 0).bits(1, 0).bits(7, 19).bits(1, 0).octets(u16(100));
  to.bits(2, 0).bits(5, 1).bits(5, 6);
}
