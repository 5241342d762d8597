import { expect, test } from 'vitest';
import { packetText } from '../../../src/output/report/packet-text.ts';

test('UTF-8 where it is UTF-8', () => {
  expect(packetText('Ã¤ â\u0086\u0092')).toBe('ä →');
  expect(packetText('ä \u00ff')).toBe('ä \u00ff');
});
