import { describe, expect, test } from 'vitest';
import type { Criteria } from '../../../../src/output/report/page/filters.js';
import { choices, meets } from '../../../../src/output/report/page/filters.js';
import { listed } from '../../../support/events/listed-message.ts';

const ALL: Criteria = { method: '', status: '', callId: '', identity: '', protection: '', icv: '' };
const esp = (icv: string) => ({ spi: 1, sequence: 1, set: 1, sa: 'uc->ps', icv });
const MESSAGES = [
  listed({ method: 'REGISTER', callId: 'Abc@x' }),
  listed({ method: 'REGISTER', status: 401, esp: esp('good') }),
  listed({ method: 'INVITE', status: 486, esp: esp('bad') }),
  listed({ method: 'INVITE', esp: esp('unchecked'), username: 'alice@ims' }),
];

describe('each criterion', () => {
  test.each([
    [{}, [0, 1, 2, 3]],
    [{ method: 'INVITE' }, [2, 3]],
    [{ status: 'request' }, [0, 3]],
    [{ status: '4xx' }, [1, 2]],
    [{ status: '401' }, [1]],
    [{ protection: 'clear' }, [0]],
    [{ protection: 'esp' }, [1, 2, 3]],
    [{ icv: 'bad' }, [2]],
    [{ icv: 'unchecked' }, [3]],
    [{ callId: 'aBC' }, [0]],
    [{ identity: 'ALICE' }, [3]],
    [{ method: 'INVITE', status: '4xx', icv: 'good' }, []],
  ])('%j', (criteria, expected) => {
    const wanted = { ...ALL, ...criteria };
    const found = MESSAGES.map((message, i) => (meets(message, wanted, one => one.username) ? i : -1));
    expect(found.filter(i => i >= 0)).toEqual(expected);
  });
});

test('what can be chosen is what there is', () => {
  expect(choices(MESSAGES)).toEqual({ methods: ['INVITE', 'REGISTER'], statuses: ['4xx', '401', '486'] });
});
