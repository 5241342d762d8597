import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRegInfo } from '../../../src/sip/ims/reg-info.ts';

const BODY = `<?xml version="1.0"?>
<reginfo xmlns="urn:ietf:params:xml:ns:reginfo" version="0" state="full">
  <registration aor="sip:001@ims.example" id="a" state="active">
    <contact id="1" state="active" event="registered" expires="3240" q="0.5">
      <uri>sip:001@192.168.101.5:5064;a=1&amp;b=2</uri>
    </contact>
  </registration>
  <registration aor='tel:+49123' id="b" state="terminated"/>
</reginfo>`;

describe('reg-event', () => {
  test('names identities with their states and Contacts', () => {
    expect(parseRegInfo(BODY)).toEqual([
      {
        aor: 'sip:001@ims.example',
        state: 'active',
        contacts: [
          {
            uri: 'sip:001@192.168.101.5:5064;a=1&b=2',
            state: 'active',
            event: 'registered',
            expires: '3240',
          },
        ],
      },
      { aor: 'tel:+49123', state: 'terminated', contacts: [] },
    ]);
  });

  test('with a prefix', () => {
    expect(parseRegInfo('<r:registration aor="a" state="active"><r:contact state="active"/>')).toMatchObject([
      { aor: 'a', contacts: [{ state: 'active', uri: null }] },
    ]);
  });

  test('another text, and a cut one, give what there is', () => {
    expect(parseRegInfo('v=0\r\no=- 1 1 IN IP4 10.0.0.1')).toEqual([]);
    expect(parseRegInfo(BODY.slice(0, 200))).toMatchObject([{ aor: 'sip:001@ims.example', contacts: [] }]);
  });

  test('of very many only the first are kept', () => {
    expect(parseRegInfo('<registration aor="a"/>'.repeat(1000))).toHaveLength(32);
  });

  test('any text is read to an end', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), text => {
        parseRegInfo(`<registration aor="a">${text}<contact ${text}>`);
      }),
    );
  });
});
