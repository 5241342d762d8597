import { describe, expect, test } from 'vitest';
import {
  ForgedRun,
  forgedKey,
  type Heard,
  OTHER_SHAPES,
  type RunShape,
  SHAPES,
} from '../../support/captures/forged-run.ts';
import { reverse } from '../../support/captures/packets.ts';

/* Siblings of what is in verified-over-clear.test.ts and other-forgeries.test.ts: other words, sides, orders and counts. */

const ALL: readonly RunShape[] = [...SHAPES, ...OTHER_SHAPES];

function expectRegistered(heard: Heard): void {
  const [one] = heard.diagnosis.registrations;
  expect([one?.outcome, one?.verdict]).toEqual([
    'registered',
    expect.stringMatching(/^Registered for 600000 s, protected by SA set \d+ /),
  ]);
  expect(heard.summary.esp.icvGood).toBe(4);
  const errors = [...heard.diagnosis.findings, ...(one?.findings ?? [])].filter(
    ({ severity, confidence }) => severity === 'error' && confidence === 'certain',
  );
  expect(errors.map(({ rule, detail }) => `${rule} ${detail}`)).toEqual([]);
}

const STATUSES = [
  '400 Bad Request',
  '401 Unauthorized',
  '403 Forbidden',
  '404 Not Found',
  '420 Bad Extension',
  '423 Interval Too Brief',
  '480 Temporarily Unavailable',
  '494 Security Agreement Required',
  '503 Service Unavailable',
  '504 Server Time-out',
  '600 Busy Everywhere',
];

describe.each(ALL)('between $ue and $pcscf', shape => {
  const run = () => new ForgedRun(shape);

  test.each(STATUSES)('%s in the clear on Gm, once and often, before and beside the 200', async status => {
    for (const [where, step, count] of [
      ['before', 'protected', 1],
      ['before', '200', 3],
      ['after', '200', 1],
      ['after', 'message-200', 20],
    ] as const) {
      const attack = run();
      const answers = Array.from({ length: count }, (_, i) =>
        attack.clear(reverse(attack.gm), attack.answer(status, 2, i % 2 === 0 ? [] : ['Retry-After: 60'])),
      );
      attack[where](step, ...answers);
      expectRegistered(await attack.diagnose());
    }
  });

  test.each(STATUSES)('%s in the clear from the protected ports', async status => {
    const attack = run();
    attack.after('200', attack.clear(attack.down, attack.answer(status, 2)));
    expectRegistered(await attack.diagnose());
  });

  test.each([
    ['Expires: 0'],
    ['Expires: 60'],
    ['Contact: *', 'Expires: 0'],
    ['Contact: <sip:1@a.example>;expires=0'],
    ['Contact: <sip:1@a.example>;expires=0', 'Expires: 600'],
  ])('a de-registration, or a re-registration, in the clear: %s %s', async (...headers) => {
    for (const cseq of [2, 3, 90])
      for (const withOk of [true, false]) {
        const attack = run();
        attack.after('message-200', attack.clear(attack.gm, attack.register(cseq, headers as string[])));
        if (withOk)
          attack.after(
            'message-200',
            attack.clear(reverse(attack.gm), attack.answer('200 OK', cseq, headers as string[])),
          );
        const heard = await attack.diagnose();
        expect(heard.diagnosis.registrations[0]?.outcome).toBe('registered');
        expect(heard.sets[0]?.state).toBe('established');
        expectRegistered(heard);
      }
  });

  test('a REGISTER with auts in the clear, many times and from the other side', async () => {
    for (const flow of ['gm', 'up', 'down'] as const) {
      const attack = run();
      const text = attack.register(2, [attack.client(), attack.credentials('auts="AAAAAAAAAAAAAAAAAAA="')]);
      attack.before('200', ...[1, 2, 3].map(() => attack.clear(attack[flow], text)));
      expectRegistered(await attack.diagnose());
    }
  });

  test.each([1, 12])('%i 401s with other agreements after the 200', async count => {
    for (const where of ['401', '200', 'message-200'] as const) {
      const attack = run();
      const forged = Array.from({ length: count }, (_, i) => {
        const nonce = Buffer.alloc(32, i + 1).toString('base64');
        const spis = { c: 0x6000_0000 + 2 * i, s: 0x6000_0001 + 2 * i };
        return attack.clear(
          reverse(attack.gm),
          attack.answer('401 Unauthorized', 1, [
            attack.challenge(i % 2 === 0 ? null : forgedKey(i), nonce),
            attack.server('Security-Server', spis),
          ]),
        );
      });
      attack.after(where, ...forged);
      expectRegistered(await attack.diagnose());
    }
  });

  test.each([
    ['another algorithm', /alg=[^;]+/, 'alg=aes-gmac'],
    ['no encryption', /ealg=[^;]+/, 'ealg=des-ede3-cbc'],
    ['other ports', /port-c=\d+;port-s=\d+/, 'port-c=7777;port-s=7778'],
    ['SPIs of the UE', /spi-c=\d+;spi-s=\d+/, 'spi-c=4112;spi-s=4113'],
    ['no SPI', /spi-c=\d+;spi-s=\d+/, 'spi-c=0;spi-s=0'],
    ['tunnel mode', /$/, ';mod=UDP-enc-tun'],
  ])('the 401 with the same nonce, and a Security-Server with %s', async (_, what, instead) => {
    for (const where of ['before', 'after'] as const) {
      const attack = run();
      const server = attack.server().replace(what, instead);
      attack[where](
        '401',
        attack.clear(
          reverse(attack.gm),
          attack.answer('401 Unauthorized', 1, [attack.challenge(null), server]),
        ),
      );
      expectRegistered(await attack.diagnose());
    }
  });

  test('a Security-Client with other SPIs and ports, in a REGISTER of the same CSeq', async () => {
    for (const where of ['before', 'after'] as const) {
      const attack = run();
      const client = attack.client().replace('spi-c=4112;spi-s=4113', 'spi-c=99;spi-s=98');
      attack[where]('register', attack.clear(attack.gm, attack.register(1, [client])));
      expectRegistered(await attack.diagnose());
    }
  });

  test('junk ESP from other hosts, of every sequence number, all the time', async () => {
    const attack = run();
    for (const step of ['register', '401', 'protected', '200', 'message', 'message-200'] as const)
      for (const flow of [attack.up, attack.down, { ...attack.up, source: attack.shape.core }])
        attack.before(
          step,
          ...[0, 1, 2, 3, 0x7fff_ffff, 0xffff_ffff].map(sequence => attack.junk(flow, sequence)),
        );
    expectRegistered(await attack.diagnose());
  });
});
