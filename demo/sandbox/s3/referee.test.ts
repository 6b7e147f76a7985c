import { beforeAll, describe, expect, it } from 'vitest';
import { presign } from './presign.ts';
import type { Case } from './testing/case.ts';
import { postCases } from './testing/post-cases.ts';
import { putCases } from './testing/put-cases.ts';
import { prepareReferee, refereeMissing, refereeStorage } from './testing/referee.ts';
import { send } from './testing/wire.ts';

const page = 'http://shop.example';
const judged = ({ referee }: Case): boolean => referee !== false;
if (refereeMissing) console.info(`The upload cases on an independent S3 server: ${refereeMissing}.`);

describe.skipIf(refereeMissing)(
  `an independent S3 server${refereeMissing ? ` (${refereeMissing})` : ''}`,
  () => {
    beforeAll(() => prepareReferee(page));

    describe.each([
      { kind: 'presigned PUT', cases: putCases.filter(judged) },
      { kind: 'POST policy', cases: postCases.filter(judged) },
    ])('$kind', ({ cases }) => {
      it.each(cases)('$name: $expect', async ({ expect: expected, send: upload }) => {
        const { status } = await upload({ storage: refereeStorage, now: Date.now });
        const judgement = status < 300 ? 'accepted' : status >= 400 && status < 500 ? 'refused' : status;
        expect(judgement).toBe(expected === 'accepted' ? 'accepted' : 'refused');
      });
    });

    it('answers the preflight of an upload for the allowed origin only', async () => {
      const url = await presign(refereeStorage, 'cors.jpg', { expiresSeconds: 60, now: Date.now() });
      const ask = (origin: string) =>
        send(url, {
          method: 'OPTIONS',
          headers: {
            origin,
            'access-control-request-method': 'PUT',
            'access-control-request-headers': 'content-type',
          },
        });
      const allowed = await ask(page);
      expect([allowed.status, allowed.headers['access-control-allow-origin']]).toEqual([200, page]);
      expect((await ask('http://evil.example')).headers['access-control-allow-origin']).toBeUndefined();
    });
  },
);
