import { expect, test } from 'vitest';
import { diameterSteps } from '../../../src/diagnosis/timeline/diameter-steps.ts';
import { framedAddress, number, text } from '../../support/access/diameter-messages.ts';
import { RxConnection, setUp } from '../../support/access/discovery.ts';
import { avp } from '../../support/captures/diameter.ts';
import { latin1 } from '../../support/captures/packets.ts';
import { caseOf, Script } from '../../support/events/script.ts';

const rows = (steps: ReturnType<typeof diameterSteps>) =>
  steps.map(({ mark, text: line }) => `${mark} ${line}`);
const user = avp(1, 0, latin1('alice@ims'));

test('Cx: request and answer in one row', async () => {
  const script = new Script()
    .register()
    .cx(300, true, user)
    .cx(300, false, number(268, 2001, 0));
  script.cx(303, true, user).challenge();
  expect(rows(diameterSteps(await caseOf(script)))).toEqual([
    'plain Cx: UAR, UAA 2001',
    'odd Cx: MAR, no answer',
  ]);
  const failed = new Script()
    .register()
    .cx(303, true, user)
    .cx(303, false, number(268, 5012, 0))
    .challenge();
  expect(rows(diameterSteps(await caseOf(failed)))).toEqual([
    'bad Cx: MAR, MAA 5012 DIAMETER_UNABLE_TO_COMPLY',
  ]);
});

test('Rx and Gx of the phone from its connection on', async () => {
  const script = setUp(new Script());
  const gx = new RxConnection(script, 'Gx');
  const session = text(263, 'g;1', 0);
  gx.message(272, true, 5, session, framedAddress('10.0.0.1'), text(30, 'ims', 0)).message(
    272,
    false,
    5,
    session,
    number(268, 2001, 0),
  );
  const rx = new RxConnection(script.register());
  rx.aar().aaa(5065).aar('10.0.0.1', { media: true, session: 's;2', id: 4 });
  rx.message(274, true, 9, text(263, 's;1', 0), number(500, 0)).aar('10.0.0.44', { session: 's;3', id: 6 });
  expect(rows(diameterSteps(await caseOf(script)))).toEqual([
    'plain Gx: CCR (for 10.0.0.1; APN ims), CCA 2001 DIAMETER_SUCCESS',
    'bad Rx: AAR (for 10.0.0.1; signalling), AAA 5065 IP-CAN_SESSION_NOT_AVAILABLE',
    'odd Rx: AAR (for 10.0.0.1; media), no answer',
    'odd Rx: ASR (Abort-Cause 0 BEARER_RELEASED), no answer',
  ]);
});
