import { splitCommas, trimBlanks } from '../../sip/header-value.ts';
import type { SipMessage } from '../../sip/message.ts';
import { type Field, textField } from './field.ts';

/** Digest parameters and their names in tshark (RFC 7616 §3.3, RFC 3310 §3.4, TS 24.229 §7.2A.1). */
const PARAMETERS: readonly [field: string, parameter: string][] = [
  ...'username realm nonce uri algorithm qop nc cnonce opaque domain stale auts rspauth nextnonce'
    .split(' ')
    .map((name): [string, string] => [name, name]),
  ['digest.response', 'response'],
];

/** `sip.auth.*`: the parameters of all digest headers of a message. As in tshark, values keep their quotes. */
export const AUTH_FIELDS: readonly Field[] = [
  textField('sip.auth.scheme', ({ message }) => credentials(message).map(schemeOf)),
  ...PARAMETERS.map(([name, parameter]) => authField(name, parameter, null)),
  authField('ck', 'ck', 'whole'),
  authField('ik', 'ik', 'whole'),
];

function authField(name: string, parameter: string, keys: Field['keys']): Field {
  const read = ({ message }: { message: SipMessage }) => [
    ...credentials(message).flatMap(value => rawParameters(value.slice(schemeOf(value).length), parameter)),
    ...message.headers('authentication-info').flatMap(value => rawParameters(value, parameter)),
  ];
  return textField(`sip.auth.${name}`, read, keys);
}

/** The header values that start with a scheme. */
function credentials(message: SipMessage): readonly string[] {
  return message.headers('authorization', 'proxy-authorization', 'www-authenticate', 'proxy-authenticate');
}

function schemeOf(value: string): string {
  return /^[^ \t=,]*/.exec(value)?.[0] ?? '';
}

function rawParameters(text: string, wanted: string): string[] {
  return splitCommas(text).flatMap(element => {
    const equals = element.indexOf('=');
    const name = trimBlanks(element.slice(0, Math.max(equals, 0))).toLowerCase();
    return name === wanted ? [trimBlanks(element.slice(equals + 1))] : [];
  });
}
