import { gtpv2Session } from '../../../access/gtp/gtpv2-session.ts';
import type { CoreEvent } from '../../../analysis/events/core-event.ts';
import type { Flow } from '../../../analysis/events/flow.ts';
import { diameterFacts } from '../../../diameter/facts.ts';
import type { CoreFacts, CoreRow } from './core-said.ts';
import { diameterRows, vectorRows } from './diameter-rows.ts';
import { dhcpRows, dnsRows, ikeRows } from './lookup-rows.ts';
import { radioFacts } from './radio-facts.ts';
import { sessionRows } from './session-rows.ts';

/**
 * What a message says; null if it says nothing about a connection, a lookup, or the policy.
 *
 * @param showKeys with the keys of authentication vectors.
 */
export function coreFacts({ core, flow }: CoreEvent, showKeys: boolean): CoreFacts | null {
  switch (core.protocol) {
    case 's1ap':
    case 'ngap':
      return radioFacts(core, flow);
    case 'gtpv2':
      return gtpFacts(
        'gtpv2',
        core.messages.flatMap(message => gtpv2Session(message) ?? []),
        flow,
      );
    case 'gtp':
      return gtpFacts('gtpv1', [core.session], flow);
    case 'diameter': {
      const facts = diameterFacts(core.message);
      if (facts === null) return null;
      const { application, command, request, hopByHop, endToEnd } = facts;
      return {
        protocol: `Diameter (${application})`,
        names: [command],
        kind: request ? 'request' : 'answer',
        joins: [`diameter ${hopByHop} ${endToEnd} ${placesOf(flow)}`],
        rows: [...diameterRows(facts), ...vectorRows(core.message, showKeys)],
      };
    }
    case 'dns': {
      const { id, name, type, isAnswer } = core.message;
      return {
        protocol: 'DNS',
        names: [`${type} ${name}`],
        kind: isAnswer ? 'answer' : 'request',
        joins: [`dns ${id} ${type} ${name} ${placesOf(flow)}`],
        rows: dnsRows(core.message),
      };
    }
    case 'dhcp':
    case 'dhcpv6': {
      const { name, version, isAnswer, transaction } = core.message;
      return {
        protocol: `DHCPv${version}`,
        names: [name],
        kind: isAnswer ? 'answer' : 'request',
        joins: [`dhcp ${version} ${transaction}`],
        rows: dhcpRows(core.message),
      };
    }
    case 'isakmp': {
      const { name, isAnswer, rows } = ikeRows(core.header);
      const { initiatorSpi, messageId, exchangeType } = core.header;
      return {
        protocol: 'IKE',
        names: [name],
        kind: isAnswer === null ? null : isAnswer ? 'answer' : 'request',
        joins: [`ike ${initiatorSpi} ${messageId} ${exchangeType}`],
        rows,
      };
    }
  }
}

type Sessions = readonly Pick<
  Extract<CoreEvent['core'], { protocol: 'gtp' }>['session'],
  'message' | 'request' | 'requestType' | 'sequence'
>[];

function gtpFacts(protocol: string, sessions: Sessions, flow: Flow): CoreFacts | null {
  const [first] = sessions;
  if (first === undefined) return null;
  return {
    protocol: 'GTP-C',
    names: sessions.map(({ message }) => message.name),
    kind: first.request ? 'request' : 'answer',
    joins: sessions.map(
      ({ requestType, sequence }) => `${protocol} ${requestType} ${sequence} ${hostsOf(flow)}`,
    ),
    rows: sessions.flatMap(({ message, sequence }): CoreRow[] => [
      ['Message', message.name],
      ['Sequence number', `${sequence}`],
      ...sessionRows(message),
    ]),
  };
}

/** The two addresses, in one order for both directions. */
function hostsOf({ source, destination }: Flow): string {
  return [source, destination].sort().join(' ');
}

/** The same with ports. */
function placesOf({ source, sourcePort, destination, destinationPort }: Flow): string {
  return [`${source} ${sourcePort}`, `${destination} ${destinationPort}`].sort().join(' ');
}
