import { fromBase64 } from '../../../bytes/base64.ts';
import { toHex } from '../../../bytes/hex.ts';
import { authenticationExchange } from '../../../diameter/cx.ts';
import type { DiameterFacts } from '../../../diameter/facts.ts';
import type { DiameterMessage } from '../../../diameter/message.ts';
import type { MediaComponent, PolicyRule } from '../../../diameter/policy.ts';
import type { CoreRow } from './core-said.ts';

/** Commands in words, by the letters before `R` and `A` (TS 29.229 §6.1, TS 29.214 §5.6, TS 29.212 §5.6). */
const COMMANDS: Readonly<Record<string, string>> = {
  UA: 'User-Authorization',
  SA: 'Server-Assignment',
  LI: 'Location-Info',
  MA: 'Multimedia-Auth',
  RT: 'Registration-Termination',
  PP: 'Push-Profile',
  AA: 'AA',
  RA: 'Re-Auth',
  CC: 'Credit-Control',
  AS: 'Abort-Session',
  ST: 'Session-Termination',
};

/** Media-Type and Flow-Status (TS 29.214 §5.3.19, §5.3.11). */
const MEDIA = ['audio', 'video', 'data', 'application', 'control', 'text', 'message'];
const STATUS = ['enabled uplink', 'enabled downlink', 'enabled', 'disabled', 'removed'];

/** What a message of Cx, Rx or Gx says. */
export function diameterRows(facts: DiameterFacts): CoreRow[] {
  const { command, request, result, resultName, experimental, cause, assignment } = facts;
  const name = COMMANDS[command.slice(0, -1)];
  const rows: readonly (readonly [label: string, text: string | number | null])[] = [
    ['Command', `${command}${name === undefined ? '' : ` (${name}-${request ? 'Request' : 'Answer'})`}`],
    ['Result', resultText(result, resultName, experimental, request)],
    ['Session-Id', facts.session],
    ['User', facts.user],
    ['Public identity', facts.publicIdentity],
    ['Subscription-Id', joined(facts.subscriptions)],
    ['UE address', joined(facts.addresses)],
    ['APN', facts.apn],
    ['S-CSCF', facts.serverName],
    ['Capabilities that the S-CSCF must have', joined(facts.mandatoryCapabilities)],
    ['Capabilities that it may have', joined(facts.optionalCapabilities)],
    [command.startsWith('UA') ? 'User-Authorization-Type' : 'Server-Assignment-Type', assignment],
    ['AF-Charging-Identifier (ICID)', facts.chargingId],
    ...facts.media.map(one => [`Medium ${one.number ?? '?'}`, mediumText(one)] as const),
    ...facts.rules.map(one => ['Rule', ruleText(one)] as const),
    ['QCI of the default bearer', facts.qci],
    [facts.application === 'Rx' ? 'Specific-Action' : 'Event-Trigger', joined(facts.events)],
    ['Cause of the end', cause],
    ['AVPs', facts.whole ? null : 'cut or damaged: only those before that are read'],
  ];
  return rows.flatMap(([label, text]): CoreRow[] => (text === null ? [] : [[label, `${text}`]]));
}

/** The authentication vectors of an MAA: RAND and AUTN, and that CK and IK are there; the keys only if they are shown. */
export function vectorRows(message: DiameterMessage, showKeys: boolean): CoreRow[] {
  const exchange = authenticationExchange(message);
  if (exchange === null || exchange.interface !== 'Cx') return [];
  const hidden = 'in the message; --show-keys shows it';
  return exchange.vectors.flatMap(({ nonce, ck, ik, xres }): CoreRow[] => {
    const challenge = fromBase64(nonce);
    const key = (label: string, octets: Uint8Array | null): CoreRow[] =>
      octets === null ? [] : [[label, showKeys ? toHex(octets) : hidden]];
    return [
      ...(challenge === null
        ? []
        : ([
            ['RAND', toHex(challenge.subarray(0, 16))],
            ['AUTN', toHex(challenge.subarray(16))],
          ] as const)),
      ...key('XRES', xres),
      ...key('CK', ck),
      ...key('IK', ik),
    ];
  });
}

function resultText(
  result: number | null,
  name: string | null,
  experimental: boolean,
  request: boolean,
): string | null {
  if (request) return null;
  if (result === null) return 'none';
  return `${result}${name === null ? '' : ` ${name}`}${experimental ? ' (experimental)' : ''}`;
}

function mediumText({ type, status, down, up, flows }: MediaComponent): string {
  const parts = [
    type === null ? null : (MEDIA[type] ?? `type ${type}`),
    status === null ? null : (STATUS[status] ?? `status ${status}`),
    down === null ? null : `at most ${down} bit/s down`,
    up === null ? null : `at most ${up} bit/s up`,
    ...flows,
  ];
  return parts.filter(part => part !== null).join(', ') || 'named only';
}

function ruleText({ name, action, qci, priority, status, failure }: PolicyRule): string {
  const parts = [
    `${action} ${name}`,
    qci === null ? null : `QCI ${qci}`,
    priority === null ? null : `ARP priority ${priority}`,
    status === null ? null : `PCC-Rule-Status ${status}`,
    failure === null ? null : `Rule-Failure-Code ${failure}`,
  ];
  return parts.filter(part => part !== null).join(', ');
}

function joined(values: readonly (string | number)[]): string | null {
  return values.length === 0 ? null : values.join(', ');
}
