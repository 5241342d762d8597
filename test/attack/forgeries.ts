import { holds } from '../fuzz/checks.ts';
import { ForgedRun, forgedKey, type RunShape, SHAPES } from '../support/captures/forged-run.ts';
import { reverse } from '../support/captures/packets.ts';
import type { Group } from './group.ts';

/* What anybody on the path can send beside a registration whose ESP verifies: it must change nothing. */

type Forgery = (run: ForgedRun) => void;

const CLEAR_ANSWERS = [
  '403 Forbidden',
  '494 Security Agreement Required',
  '500 Server Internal Error',
  '503 Service Unavailable',
  '404 Not Found',
  '423 Interval Too Brief',
  '480 Temporarily Unavailable',
  '420 Bad Extension',
];

const answers = CLEAR_ANSWERS.flatMap(status =>
  (['before', 'after'] as const).map(
    (where): Forgery =>
      run =>
        run[where]('200', run.clear(reverse(run.gm), run.answer(status, 2))),
  ),
);

const challenges = [1, 7, 8, 50].map(
  (count): Forgery =>
    run => {
      const forged = Array.from({ length: count }, (_, i) =>
        run.clear(reverse(run.mw), run.answer('401 Unauthorized', 1, [run.challenge(forgedKey(i + 1))])),
      );
      run[count % 2 === 0 ? 'before' : 'after']('mw-401', ...forged);
    },
);

const others: readonly Forgery[] = [
  run => run.after('200', ...Array.from({ length: 600 }, (_, i) => run.junk(run.up, 1000 + i))),
  run => run.before('protected', ...Array.from({ length: 200 }, (_, i) => run.junk(run.down, 1 + i))),
  run =>
    run.before(
      'protected',
      run.esp(run.up, 1, run.protectedRegister(), bytes => bytes.fill(0, bytes.length - 4)),
    ),
  run => run.before('200', run.clear(run.down, run.ok())),
  run =>
    run.before(
      'protected',
      run.clear(run.gm, run.register(2, [run.client(), run.credentials('auts="AAAAAAAAAAAAAAAAAAA="')])),
    ),
];

/** A de-registration in the clear, tried between the first two ends only: 51 in all. */
const deregistration: Forgery = run =>
  run.after(
    '200',
    run.clear(run.gm, run.register(3, ['Expires: 0'])),
    run.clear(reverse(run.gm), run.answer('200 OK', 3, ['Expires: 0'])),
  );

const FORGERIES: readonly (readonly [RunShape, Forgery])[] = [
  ...SHAPES.flatMap(shape =>
    [...answers, ...challenges, ...others].map(forgery => [shape, forgery] as const),
  ),
  [SHAPES[0] as RunShape, deregistration],
];

export const FORGED: Group = {
  name: 'forgeries',
  count: FORGERIES.length,
  attack: async (number, _, keep) => {
    const [shape, forge] = FORGERIES[number] as (typeof FORGERIES)[number];
    const run = new ForgedRun(shape);
    forge(run);
    keep('capture.pcap', run.capture());
    const { summary, diagnosis } = await run.diagnose();
    holds(summary.esp.icvGood === 4, () => `${summary.esp.icvGood} of 4 real ESP packets decoded`);
    const [first] = diagnosis.registrations;
    holds(
      first?.outcome === 'registered',
      () => `the registration is called ${first?.outcome}: ${first?.verdict}`,
    );
    const wrong = (first?.findings ?? []).filter(
      ({ severity, confidence }) => severity === 'error' && confidence === 'certain',
    );
    holds(
      wrong.length === 0,
      () => `certain: ${wrong.map(({ rule, title }) => `${rule} ${title}`).join('; ')}`,
    );
  },
};
