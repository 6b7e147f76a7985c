import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { prepareReferee, refereeMissing, refereeStorage } from '../s3/testing/referee.ts';
import { type Bench, startBench, startCustomer } from './testing.ts';

if (refereeMissing) console.info(`A OneKYC submission on an independent S3 server: ${refereeMissing}.`);

describe.skipIf(refereeMissing)(
  `on an independent S3 server${refereeMissing ? ` (${refereeMissing})` : ''}`,
  () => {
    let bench: Bench;
    beforeAll(async () => {
      await prepareReferee('http://shop.example');
      bench = await startBench({ storage: refereeStorage, clock: systemClock, finishAfterPolls: 1 });
    });
    afterAll(() => bench.close());

    it('goes from an expired URL to the verdict', async () => {
      const customer = await startCustomer(bench, 'user+expired-url');
      expect((await customer.upload(customer.documentUrl(await customer.urls()))).status).toBe(403);
      const opened = await customer.urls();
      const id = opened.data['submissionId'];
      expect(await customer.confirm(id)).toMatchObject({ status: 422 });
      expect((await customer.upload(customer.documentUrl(opened))).status).toBe(200);
      expect(await customer.confirm(id)).toMatchObject({ status: 200 });
      expect((await customer.status(id)).data['status']).toBe('COMPLETED');
    });
  },
);
