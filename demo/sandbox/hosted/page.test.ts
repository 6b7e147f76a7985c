import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, pageOf, startBench } from '../ctos/testing.ts';
import { idOf, startBench as startOther, pageOf as theirPage } from '../truestack/testing.ts';
import { choose, openPage } from './testing/receiver.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const page = async (more: Record<string, unknown> = {}): Promise<string> =>
  pageOf(await bench.create('R1', more));
const stage = (): string | undefined => bench.ctos.sessions()[0]?.stage;

describe('the page', () => {
  it('says whose sandbox it is, what is asked, and loads nothing but its own', async () => {
    const { html, headers } = await openPage(await page());
    expect(html).toContain('Sandbox of CTOS eKYC Gateway');
    expect(html).toContain('<dd>MyKad</dd>');
    expect(html).not.toMatch(/<script>|<style|\sstyle="|\son\w+="/);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
        "media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors *",
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-frame-options')).toBeNull();
    for (const name of ['hosted.js', 'hosted.css']) {
      expect(html).toContain(`"/assets/${name}"`);
      expect((await fetch(`${bench.ctos.origin}/assets/${name}`)).status).toBe(200);
    }
    expect((await fetch(`${bench.ctos.origin}/assets/tsconfig.json`)).status).toBe(404);
  });

  it('shows a name as text, whatever stands in it', async () => {
    const { html } = await openPage(await page({ document_name: `<b onclick="x">'&' +slow` }));
    expect(html).toContain('<dd>&lt;b onclick=&quot;x&quot;&gt;&#39;&amp;&#39;</dd>');
  });

  it('offers Finish where the session asks for more than approval', async () => {
    const plain = await openPage(await page({ document_name: 'SITI SAMPLE +approve' }));
    expect(plain.html).not.toContain('>Finish<');
    const other = pageOf(await bench.create('R2', { document_name: 'SITI SAMPLE +reject+slow' }));
    const { html } = await openPage(other);
    expect(html).toContain('class="primary" data-choice="finish">Finish</button>');
    expect(html).toContain('<code>+reject</code> <code>+slow</code>');
  });

  it('refuses to be framed when told', async () => {
    await bench.close();
    bench = await startBench({ denyFraming: true });
    const { headers } = await openPage(await page());
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });
});

describe('its address', () => {
  it('opens a single time', async () => {
    const url = await page();
    expect(stage()).toBe('pending');
    expect((await openPage(url)).status).toBe(200);
    expect(stage()).toBe('processing');
    const again = await openPage(url);
    expect(again.status).toBe(410);
    expect(again.html).toContain('Already opened');
    expect(again.html).toContain('href="https://shop.example/done?order=1&amp;refId=R1&amp;status=1');
    expect((await choose(url, 'approve')).status).toBe(200);
    expect((await openPage(url)).html).toContain('Already done');
  });

  it('is not opened by a look at its headers', async () => {
    const url = await page();
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
    expect(stage()).toBe('pending');
  });

  it('opens again and again where that is allowed', async () => {
    const other = await startOther();
    try {
      const created = await other.create();
      for (let times = 0; times < 2; times += 1) {
        expect((await openPage(theirPage(created))).status).toBe(200);
      }
      await choose(theirPage(created), 'approve');
      expect((await openPage(theirPage(created))).status).toBe(410);
      expect(other.truestack.sessions()).toMatchObject([{ id: idOf(created), stage: 'completed' }]);
    } finally {
      await other.close();
    }
  });

  it('is unknown to anybody who makes one up', async () => {
    const url = `${bench.ctos.origin}/onboarding/${'x'.repeat(24)}`;
    expect((await openPage(url)).status).toBe(404);
    expect((await choose(url, 'approve')).status).toBe(404);
  });
});

describe('a choice', () => {
  it.each(['down', 'no-webhook', '', 1, null])('of %j is none', async (choice) => {
    const url = await page();
    await openPage(url);
    expect((await choose(url, choice)).status).toBe(400);
    expect(stage()).toBe('processing');
  });

  it('before the page was opened, or a second time, is refused', async () => {
    const url = await page();
    expect((await choose(url, 'approve')).status).toBe(409);
    await openPage(url);
    expect((await choose(url, 'reject')).status).toBe(200);
    expect(await choose(url, 'approve')).toMatchObject({ status: 409, location: null });
    expect(bench.ctos.sessions()).toMatchObject([{ verdict: 'reject' }]);
  });

  it('to leave changes nothing', async () => {
    const url = await page();
    await openPage(url);
    expect((await choose(url, 'leave')).location).toContain('&status=1&result=2');
    expect(bench.ctos.sessions()).toMatchObject([{ stage: 'processing', submitted: false }]);
  });
});
