import { describe, expect, test } from 'vitest';
import type { GivenKey } from '../../src/aka/key-file.ts';
import type { Usim } from '../../src/aka/usim.ts';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { fromLatin1 } from '../../src/bytes/latin1.ts';
import { loadEngine } from '../../src/ipsec/crypto/load-engine.ts';
import type { Issue } from '../../src/model/issue.ts';
import type { Protection } from '../../src/model/protection.ts';
import type { KeyMaterial, SaSet } from '../../src/model/security-association.ts';
import { ChallengeStore } from '../../src/registration/challenge-store.ts';
import { KeyBook } from '../../src/registration/key-book.ts';
import { outcomeOf } from '../../src/registration/registration-table.ts';
import { RegistrationTracker } from '../../src/registration/registration-tracker.ts';
import { parseSipDatagram } from '../../src/sip/datagram.ts';
import type { SipMessage } from '../../src/sip/message.ts';
import { saDatabase } from '../support/bounded.ts';
import { usimsOf, WORKED } from '../support/events/worked-example.ts';

const engine = await loadEngine('node');

const CLIENT = 'ipsec-3gpp;alg=hmac-sha-1-96;ealg=aes-cbc;spi-c=11;spi-s=12;port-c=5001;port-s=5002';
const SERVER = 'ipsec-3gpp;q=0.1;alg=hmac-sha-1-96;ealg=aes-cbc;spi-c=21;spi-s=22;port-c=6001;port-s=6002';
const KEYS = 'ck="d53c02758b376066fad0af7daa6df765", ik="e1763cf28cc2e584588800193137ec92"';

const FALLBACK: KeyMaterial = {
  ck: fromHex('00112233445566778899aabbccddeeff') as Uint8Array,
  ik: fromHex('ffeeddccbbaa99887766554433221100') as Uint8Array,
  source: 'file',
};

/** Plays SIP messages between named hosts into a tracker, one frame each. */
class Play {
  readonly issues: Issue[] = [];
  readonly changed: SaSet[] = [];
  readonly learnt: KeyMaterial[] = [];
  readonly database = saDatabase(engine);
  readonly tracker: RegistrationTracker;
  #frame = 0;
  seconds = 1000;

  constructor(keys: readonly GivenKey[] = [], usims: readonly Usim[] = []) {
    this.tracker = new RegistrationTracker({
      database: this.database,
      challenges: new ChallengeStore(100),
      keyBook: new KeyBook({ usims, keys }, issue => this.issues.push(issue), 100),
      report: issue => this.issues.push(issue),
      changed: set => this.changed.push(set),
      learnt: keys => this.learnt.push(...keys),
      limits: { registrations: 100, registrationBytes: 1e6 },
    });
  }

  get sets(): readonly SaSet[] {
    return this.database.sets;
  }

  get outcome(): string {
    return outcomeOf(this.tracker.registrations[0] as NonNullable<(typeof this.tracker.registrations)[0]>);
  }

  send(
    from: string,
    to: string,
    lines: string[],
    protection: Protection | null = null,
    sourcePort = 5060,
  ): this {
    this.tracker.observe({
      message: sip(lines),
      origin: {
        file: 0,
        frame: ++this.#frame,
        frames: null,
        seconds: this.seconds++,
        nanoseconds: 0,
        protection,
      },
      flow: { source: addressOf(from), sourcePort, destination: addressOf(to), destinationPort: 5060 },
    });
    return this;
  }

  register(
    from: string,
    to: string,
    cseq: number,
    more: string[] = [],
    protection: Protection | null = null,
    sourcePort = 5060,
  ): this {
    return this.send(
      from,
      to,
      ['REGISTER sip:ims SIP/2.0', ...common(cseq), ...more],
      protection,
      sourcePort,
    );
  }

  answer(from: string, to: string, cseq: number, status: string, more: string[] = []): this {
    return this.send(from, to, [`SIP/2.0 ${status}`, ...common(cseq), ...more]);
  }

  /** Clear REGISTER, 401 with keys on Mw, 401 with Security-Server on Gm. */
  challenged(cseq = 1, nonce = 'N1', client = CLIENT, server = SERVER): this {
    return this.register('ue', 'p', cseq, [`Security-Client: ${client}`])
      .register('p', 's', cseq)
      .answer('s', 'p', cseq, '401 Unauthorized', [`WWW-Authenticate: Digest nonce="${nonce}", ${KEYS}`])
      .answer('p', 'ue', cseq, '401 Unauthorized', [
        `WWW-Authenticate: Digest nonce="${nonce}"`,
        `Security-Server: ${server}`,
      ]);
  }
}

/** The hosts of the play: UE, P-CSCF, S-CSCF. */
function addressOf(host: string): string {
  return { ue: '10.10.0.2', p: '10.10.0.1', s: '10.20.0.2' }[host] ?? host;
}

function sip(lines: string[]): SipMessage {
  const bytes = fromLatin1(`${lines.join('\r\n')}\r\n\r\n`);
  return parseSipDatagram(bytes, 0, bytes.length) as SipMessage;
}

function common(cseq: number): string[] {
  return ['Call-ID: a@ue', `CSeq: ${cseq} REGISTER`, 'To: <sip:alice@ims>'];
}

function answerTo(nonce: string): string {
  return `Authorization: Digest username="alice@ims", nonce="${nonce}", response="00"`;
}

const inside = (set: SaSet): Protection => ({
  spi: set.pcscf.spiS,
  sequence: 1,
  icv: 'good',
  sa: set.sas[0] ?? null,
  tunnel: false,
});

describe('correlation', () => {
  test('keys of Mw, SPIs of both ends on Gm: one set of four SAs', () => {
    const play = new Play().challenged();
    expect(play.sets.length).toBe(1);
    const set = play.sets[0] as SaSet;
    expect(set.ue).toEqual({ address: '10.10.0.2', spiC: 11, spiS: 12, portC: 5001, portS: 5002 });
    expect(set.pcscf).toEqual({ address: '10.10.0.1', spiC: 21, spiS: 22, portC: 6001, portS: 6002 });
    expect(set.keys.map(({ source }) => source)).toEqual(['401']);
    expect(set.sas.map(sa => `${sa.name} ${sa.spi}`).sort()).toEqual([
      'pc->us 12',
      'ps->uc 11',
      'uc->ps 22',
      'us->pc 21',
    ]);
    expect(play.changed).toEqual([set]);
  });

  test('the 401 of Gm seen before that of Mw: the set gets its key later', () => {
    const play = new Play()
      .register('ue', 'p', 1, [`Security-Client: ${CLIENT}`])
      .answer('p', 'ue', 1, '401 Unauthorized', [
        'WWW-Authenticate: Digest nonce="N1"',
        `Security-Server: ${SERVER}`,
      ]);
    expect(play.sets[0]?.keys).toEqual([]);
    play.answer('s', 'p', 1, '401 Unauthorized', [`WWW-Authenticate: Digest nonce="N1", ${KEYS}`]);
    expect(play.sets[0]?.keys.length).toBe(1);
    expect(play.changed.length).toBe(2);
  });

  test('further observations of the same 401 make no further set', () => {
    const play = new Play().challenged();
    play.answer('p', 'ue', 1, '401 Unauthorized', [
      'WWW-Authenticate: Digest nonce="N1"',
      `Security-Server: ${SERVER}`,
    ]);
    expect(play.sets.length).toBe(1);
  });

  test('Security-Client copied on Mw does not make the P-CSCF a UE', () => {
    const play = new Play()
      .register('p', 's', 1, [`Security-Client: ${CLIENT}`])
      .register('ue', 'p', 1, [`Security-Client: ${CLIENT}`])
      .answer('p', 'ue', 1, '401 Unauthorized', [
        `WWW-Authenticate: Digest nonce="N1", ${KEYS}`,
        `Security-Server: ${SERVER}`,
      ]);
    expect(play.sets[0]?.ue.address).toBe('10.10.0.2');
    expect(play.tracker.registrations[0]?.ue).toBe('10.10.0.2');
  });

  test('given keys are tried behind those that the challenge shows', () => {
    const without = new Play([FALLBACK])
      .register('ue', 'p', 1, [`Security-Client: ${CLIENT}`])
      .answer('p', 'ue', 1, '401 Unauthorized', [
        'WWW-Authenticate: Digest nonce="N1"',
        `Security-Server: ${SERVER}`,
      ]);
    expect(without.sets[0]?.keys).toEqual([FALLBACK]);
    const keys = new Play([FALLBACK]).challenged().sets[0]?.keys;
    expect(keys?.map(({ source }) => source)).toEqual(['401', 'file']);
  });

  test('a Security-Server without a Security-Client is reported', () => {
    const play = new Play().answer('p', 'ue', 1, '401 Unauthorized', [
      'WWW-Authenticate: Digest nonce="N1"',
      `Security-Server: ${SERVER}`,
    ]);
    expect(play.sets).toEqual([]);
    expect(play.issues.map(({ code, frame }) => [code, frame])).toEqual([['no-agreement', 1]]);
  });

  test('a message whose ICV is bad makes nothing', () => {
    const forged: Protection = { spi: 22, sequence: 1, icv: 'bad', sa: null, tunnel: false };
    const play = new Play().send('ue', 'p', ['REGISTER sip:ims SIP/2.0', ...common(1)], forged);
    expect(play.tracker.registrations).toEqual([]);
  });
});

describe('behind a NAT', () => {
  test('a re-registration in tunnel mode keeps the addresses of the ESP, not those inside', () => {
    const play = new Play().challenged();
    const [set] = play.sets;
    const downlink = set?.sas.find(({ name }) => name === 'pc->us') ?? null;
    const tunnel: Protection = { spi: 12, sequence: 9, icv: 'good', sa: downlink, tunnel: true };
    play
      .register('192.168.0.9', 'p', 3, [`Security-Client: ${CLIENT.replace('spi-c=11', 'spi-c=13')}`])
      .send(
        'p',
        '192.168.0.9',
        [
          'SIP/2.0 401 Unauthorized',
          ...common(3),
          'WWW-Authenticate: Digest nonce="N2"',
          `Security-Server: ${SERVER}`,
        ],
        tunnel,
      );
    expect(play.sets[1]?.ue).toMatchObject({ address: '10.10.0.2', spiC: 13 });
    expect(play.sets[1]?.generation).toBe(2);
  });
});

describe('outcomes and states', () => {
  test('registered: the set is established', () => {
    const play = new Play().challenged();
    play.register('ue', 'p', 2, [answerTo('N1')], inside(play.sets[0] as SaSet));
    play.answer('p', 'ue', 2, '200 OK', ['Expires: 600']);
    expect(play.outcome).toBe('registered');
    expect(play.sets[0]?.state).toBe('established');
    expect(play.tracker.registrations[0]?.attempts[1]?.protectedBy).toBe(play.sets[0]);
    expect(play.tracker.registrations[0]?.impi).toBe('alice@ims');
  });

  test('a re-registration with a challenge makes a second generation; the first becomes old', () => {
    const play = new Play().challenged();
    play.register('ue', 'p', 2, [answerTo('N1')]).answer('p', 'ue', 2, '200 OK', ['Expires: 600']);
    play.challenged(
      3,
      'N2',
      CLIENT.replace('spi-c=11;spi-s=12', 'spi-c=13;spi-s=14'),
      SERVER.replace('spi-c=21;spi-s=22', 'spi-c=23;spi-s=24'),
    );
    expect(play.sets.map(({ state, generation }) => [state, generation])).toEqual([
      ['established', 1],
      ['temporary', 2],
    ]);
    play.register('ue', 'p', 4, [answerTo('N2')]).answer('p', 'ue', 4, '200 OK', ['Expires: 600']);
    expect(play.sets.map(({ state }) => state)).toEqual(['old', 'established']);
  });

  test('a re-registration answered 200 at once makes no set from its Security-Client', () => {
    const play = new Play().challenged();
    play.register('ue', 'p', 2, [answerTo('N1')]).answer('p', 'ue', 2, '200 OK', ['Expires: 600']);
    play.register('ue', 'p', 3, [
      answerTo('N1'),
      `Security-Client: ${CLIENT.replace('spi-c=11', 'spi-c=99')}`,
    ]);
    play.answer('p', 'ue', 3, '200 OK', ['Expires: 600']);
    expect(play.sets.length).toBe(1);
    expect(play.sets[0]?.state).toBe('established');
  });

  test('refused: the temporary set is dropped', () => {
    const play = new Play().challenged();
    play.register('ue', 'p', 2, [answerTo('N1')]).answer('p', 'ue', 2, '403 Forbidden');
    expect([play.outcome, play.sets[0]?.state]).toEqual(['failed', 'expired']);
  });

  test('de-registered: no set is left', () => {
    const play = new Play().challenged();
    play.register('ue', 'p', 2, [answerTo('N1')]).answer('p', 'ue', 2, '200 OK', ['Expires: 600']);
    play.register('ue', 'p', 3, [answerTo('N1'), 'Expires: 0']).answer('p', 'ue', 3, '200 OK');
    expect([play.outcome, play.sets[0]?.state]).toEqual(['deregistered', 'expired']);
  });

  test('a resynchronisation replaces the set that waited', () => {
    const play = new Play().challenged();
    play.register('ue', 'p', 2, [
      `${answerTo('N1')}, auts="BvjV48gzS8BpZqxlg84="`,
      `Security-Client: ${CLIENT}`,
    ]);
    play.answer('p', 'ue', 2, '401 Unauthorized', [
      'WWW-Authenticate: Digest nonce="N2"',
      `Security-Server: ${SERVER.replace('spi-s=22', 'spi-s=24')}`,
    ]);
    expect(play.tracker.registrations[0]?.attempts[1]?.resynchronisation).toBe(true);
    expect(play.sets.map(({ state }) => state)).toEqual(['expired', 'temporary']);
  });

  test('never answered: incomplete, and the set expires after four minutes', () => {
    const play = new Play().challenged();
    play.tracker.finish(play.seconds + 300);
    expect([play.outcome, play.sets[0]?.state]).toEqual(['incomplete', 'expired']);
  });
});

describe('captures that begin late', () => {
  const unread: Protection = { spi: 22, sequence: 1, icv: 'unchecked', sa: null, tunnel: false };

  test('the protected REGISTER that answers the challenge holds the whole agreement', () => {
    const play = new Play().register(
      'ue',
      'p',
      2,
      [answerTo('N1'), `Security-Client: ${CLIENT}`, `Security-Verify: ${SERVER}`],
      unread,
      5001,
    );
    expect(play.sets[0]?.ue.spiS).toBe(12);
    expect(play.sets[0]?.nonce).toBe('N1');
    play.answer('p', 'ue', 2, '200 OK', ['Expires: 600']);
    expect(play.sets[0]?.state).toBe('established');
  });

  test('a re-REGISTER from another port gives only the uplink SAs', () => {
    const play = new Play().register(
      'ue',
      'p',
      9,
      [answerTo('N1'), `Security-Client: ${CLIENT}`, `Security-Verify: ${SERVER}`],
      unread,
      5999,
    );
    expect(play.sets[0]?.sas.map(({ name, sourcePort }) => [name, sourcePort])).toContainEqual([
      'uc->ps',
      5999,
    ]);
    expect(play.sets[0]?.sas.some(({ name }) => name === 'pc->us')).toBe(false);
  });

  test('so does Security-Verify of any later request', () => {
    const play = new Play().send(
      'ue',
      'p',
      ['MESSAGE sip:bob@ims SIP/2.0', 'Call-ID: m@ue', 'CSeq: 7 MESSAGE', `Security-Verify: ${SERVER}`],
      unread,
      5001,
    );
    expect(play.sets[0]?.sas.map(({ name, spi }) => `${name} ${spi}`)).toEqual(
      expect.arrayContaining(['uc->ps 22', 'us->pc 21']),
    );
    expect(play.sets[0]?.nonce).toBeNull();
    expect(play.sets[0]?.state).toBe('established');
  });

  test('a Security-Verify that a proxy copied towards the called UE makes nothing', () => {
    const copied = { ...unread, spi: 77 };
    const play = new Play().send(
      'p',
      'ue',
      ['INVITE sip:bob@ims SIP/2.0', 'Call-ID: i@ue', 'CSeq: 1 INVITE', `Security-Verify: ${SERVER}`],
      copied,
      6001,
    );
    expect(play.sets).toEqual([]);
  });
});

test('tells of every key that a challenge shows', () => {
  const { learnt } = new Play().challenged();
  expect(new Set(learnt.map(({ source, ck }) => `${source} ${toHex(ck)}`))).toEqual(
    new Set(['401 d53c02758b376066fad0af7daa6df765']),
  );
  const without = ['WWW-Authenticate: Digest nonce="N"'];
  expect(new Play().answer('p', 'ue', 1, '401 Unauthorized', without).learnt).toEqual([]);
});

describe('a USIM that a user gives', () => {
  const { nonce, username, k, opc, ck } = WORKED;
  const answer = (response: string, more = '') =>
    `Authorization: Digest username="${username}", realm="${WORKED.realm}", uri="${WORKED.uri}", nonce="${nonce}", response="${response}", algorithm=AKAv1-MD5, qop=auth, nc=${WORKED.nc}, cnonce="${WORKED.cnonce}"${more}`;

  const play = (impi: string) =>
    new Play([], usimsOf({ impi, k, opc }))
      .register('ue', 'p', 1, [
        `Security-Client: ${CLIENT}`,
        `Authorization: Digest username="${username}", nonce="", response=""`,
      ])
      .answer('p', 'ue', 1, '401 Unauthorized', [
        `WWW-Authenticate: Digest nonce="${nonce}", algorithm=AKAv1-MD5`,
        `Security-Server: ${SERVER}`,
      ]);
  const attempts = ({ tracker }: Play) => tracker.registrations[0]?.attempts ?? [];

  test('gives the keys of its user', () => {
    const [set] = play(username).sets;
    expect(set?.keys.map(({ source, ck }) => [source, toHex(ck)])).toEqual([['usim', ck]]);
    expect(play('bob@ims').sets[0]?.keys).toEqual([]);
  });

  test('an answer that names AKAv2 adds the derived keys, though the 401 was not seen', () => {
    const late = new Play([], usimsOf({ k, opc })).register(
      'ue',
      'p',
      2,
      [
        `Security-Client: ${CLIENT}`,
        `Security-Verify: ${SERVER}`,
        `Authorization: Digest username="${username}", nonce="${nonce}", algorithm=AKAv2-MD5`,
      ],
      { spi: 22, sequence: 1, icv: 'unchecked', sa: null, tunnel: false },
      5001,
    );
    expect(late.sets[0]?.keys.map(key => toHex(key.ck))).toEqual([ck, WORKED.derivedCk]);
  });

  test('tells of the keys of a challenge without an agreement, from 401 and from REGISTER', () => {
    const bring = () => new Play([], usimsOf({ impi: username, k, opc }));
    const challenge = [`WWW-Authenticate: Digest nonce="${nonce}", algorithm=AKAv1-MD5`];
    const shown = ({ learnt }: Play) => learnt.map(({ source, ck: one }) => [source, toHex(one)]);
    expect(shown(bring().answer('s', 'p', 1, '401 Unauthorized', challenge))).toEqual([['usim', ck]]);
    expect(shown(bring().register('p', 's', 2, [answer(WORKED.response.akav1)]))).toEqual([['usim', ck]]);
  });

  test('tells whether the response is right', () => {
    const right = play(username).register('p', 's', 2, [answer(WORKED.response.akav1)]);
    expect(attempts(right).map(({ response }) => response)).toEqual([null, 'confirmed']);
    const wrong = play(username).register('p', 's', 2, [answer(WORKED.response.akav2)]);
    expect(attempts(wrong)[1]?.response).toBe('wrong');
    const unknown = play('bob@ims').register('p', 's', 2, [answer(WORKED.response.akav1)]);
    expect(attempts(unknown)[1]?.response).toBeNull();
  });

  test('reads AUTS', () => {
    const auts = [answer(WORKED.response.emptyPassword, `, auts="${WORKED.auts}"`)];
    const [, known] = attempts(play(username).register('p', 's', 2, auts));
    expect([known?.response, known?.sqnMs && toHex(known.sqnMs)]).toEqual(['confirmed', WORKED.sqn]);
    const [, unknown] = attempts(play('bob@ims').register('p', 's', 2, auts));
    expect([unknown?.response, unknown?.sqnMs]).toEqual(['confirmed', null]);
  });
});
