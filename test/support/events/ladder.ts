import { type AnalysisResult, analyse } from '../../../src/analysis/analyse.ts';
import type { Finding } from '../../../src/model/diagnosis.ts';
import { type LadderCx, ladderCx } from '../../../src/output/ladder/cx/cx.ts';
import type { LadderContext } from '../../../src/output/ladder/ladder.ts';
import { type LadderMessage, ladderMessage } from '../../../src/output/ladder/message.ts';
import { WhoIsWho } from '../../../src/registration/parties/who-is-who.ts';

/** What a message of a ladder says: `REGISTER`, `401 Unauthorized`. */
type Said = Partial<Omit<LadderMessage, 'method' | 'status' | 'reason'>>;

let made = 0;

/** A message between `address:port` and `address:port`, or two addresses at port 5060, of a dialogue with REGISTER. */
export function said(source: string, destination: string, startLine: string, more: Said = {}): LadderMessage {
  const [from, to] = [endOf(source), endOf(destination)];
  const status = /^\d{3}/.test(startLine) ? Number(startLine.slice(0, 3)) : null;
  const frame = more.frame ?? ++made;
  return {
    message: frame,
    file: 0,
    frame,
    frames: [frame],
    seconds: 1_700_000_000,
    nanoseconds: 0,
    transport: 'udp',
    source: from.address,
    sourcePort: from.port,
    destination: to.address,
    destinationPort: to.port,
    protection: null,
    cut: false,
    method: status === null ? startLine : null,
    status,
    reason: status === null ? null : startLine.slice(4),
    cseqMethod: status === null ? startLine : 'REGISTER',
    callId: 'a@ue',
    from: null,
    to: null,
    sdp: false,
    vias: 1,
    branch: null,
    previousBranch: null,
    viaPort: 5060,
    nonce: null,
    impi: null,
    fingerprint: `${frame}`,
    ...more,
  };
}

function endOf(text: string): { address: string; port: number } {
  const match = /^([\d.]+):(\d+)$/.exec(text);
  return match === null
    ? { address: text, port: 5060 }
    : { address: match[1] as string, port: Number(match[2]) };
}

/** A message of Cx, `MAR` or `MAA`, between ends as those of `said`. The HSS listens at port 3868. */
export function saidOnCx(
  source: string,
  destination: string,
  name: string,
  more: Partial<LadderCx> = {},
): LadderCx {
  const request = name.endsWith('R');
  const [from, to] = [endOf(source), endOf(destination)];
  const frame = more.frame ?? ++made;
  return {
    command: name.slice(0, 2) as LadderCx['command'],
    request,
    userName: null,
    publicIdentity: null,
    result: request ? null : 2001,
    experimental: false,
    endToEnd: 1,
    auts: null,
    file: 0,
    frame,
    frames: [frame],
    seconds: 1_700_000_000,
    nanoseconds: 0,
    transport: 'tcp',
    source: from.address,
    sourcePort: from.port,
    destination: to.address,
    destinationPort: to.port,
    protection: null,
    callId: null,
    ...more,
  };
}

/** What ladders are drawn with where nothing else is known. */
export function ladderContext(more: Partial<LadderContext> = {}): LadderContext {
  return {
    registrations: [],
    sets: [],
    whoIsWho: new WhoIsWho([], []),
    names: new Map(),
    files: ['a.pcap'],
    start: { seconds: 1_700_000_000, nanoseconds: 0 },
    findings: [],
    ...more,
  };
}

/** A finding that frames of the first file show. */
export function finding(frames: readonly number[], more: Partial<Finding> = {}): Finding {
  return {
    rule: 'R05',
    severity: 'error',
    confidence: 'certain',
    title: 'The answer is wrong',
    detail: 'RES is another.',
    frames: frames.map(frame => ({ file: 0, frame })),
    advice: 'Compare K and OPc.',
    settle: null,
    callId: null,
    ...more,
  };
}

/** The summaries of all messages of captures, and what ladders of them are drawn with. */
export async function ladderOfCaptures(
  ...files: readonly string[]
): Promise<{ messages: LadderMessage[]; context: LadderContext; result: AnalysisResult }> {
  const messages: LadderMessage[] = [];
  const cx: LadderCx[] = [];
  const start = { seconds: 0, nanoseconds: 0 };
  const result = await analyse(
    files.map(name => ({ name })),
    {
      on: {
        begin: (seconds, nanoseconds) => Object.assign(start, { seconds, nanoseconds }),
        sip: event => messages.push(ladderMessage(event, messages.length)),
        cx: event => cx.push(ladderCx(event)),
      },
    },
  );
  const { registrations, sets, whoIsWho } = result;
  return { messages, context: ladderContext({ registrations, sets, whoIsWho, files, start, cx }), result };
}
