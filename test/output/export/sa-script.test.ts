import { expect, test } from 'vitest';
import { exportedSas } from '../../../src/output/export/exported-sas.ts';
import { hostPrefix, saScript } from '../../../src/output/export/sa-script.ts';
import { ENDS, saSets } from '../../support/captures/sa-set.ts';

const SYNTAX = {
  head: ['# head'],
  state: () => 'state',
  policy: (_: unknown, __: unknown, direction: string) => `policy ${direction}`,
};

const lines = (text: string) => text.split('\n').filter(line => !line.startsWith('#') && line !== '');

test('a section for each host, four states and four policies', () => {
  const text = saScript(
    exportedSas(saSets({}), new Set(), () => true),
    SYNTAX,
  );
  expect(text).toMatch(
    /^# head\n\n# host 10\.0\.0\.2 \(UE\)\n# set 1, .*\n# uc->ps\nstate\npolicy out\n# pc->us\n/,
  );
  expect(text.match(/^# end of host .*/gm)).toEqual(['# end of host 10.0.0.2', '# end of host 10.0.0.1']);
  expect(lines(text).filter(line => line === 'state').length).toBe(8);
  expect(lines(text).filter(line => line === 'policy in').length).toBe(4);
  expect(lines(text).filter(line => line === 'policy out').length).toBe(4);
});

test('what comes out of a tunnel may be forwarded', () => {
  const sets = saSets({});
  const text = saScript(
    exportedSas(sets, new Set(sets), () => true),
    SYNTAX,
  );
  expect(lines(text).filter(line => line === 'policy fwd').length).toBe(4);
});

test('without ports there is no policy, and what is left out stands at the top', () => {
  const sets = saSets(
    { ue: { ...ENDS.ue, portC: 0, spiC: 0 } },
    { keys: [], ue: { ...ENDS.ue, address: '10.9.9.9' } },
  );
  const text = saScript(
    exportedSas(sets, new Set(), () => true),
    SYNTAX,
  );
  expect(text).toContain('# no policy: the ports are not known\n');
  expect(text).toMatch(/^# head\n# left out: set 2 /);
});

test('the prefix of one address', () => {
  expect([hostPrefix('10.0.0.1'), hostPrefix('fd10::1')]).toEqual([32, 128]);
});
