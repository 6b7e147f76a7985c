import { afterEach, describe, expect, test, vi } from 'vitest';
import { approved, hostedFlow, pending, providerPage, statusOf } from './testing/fake-server.ts';
import { tokenOf } from './testing/fake-windows.ts';
import { type Heard, part, place, press, type TestFlow, title } from './testing/test-element.ts';

const OPEN = 'POST /v1/flow/hosted';
const fresh = { token: tokenOf('ses_sample'), tokenExpiresAt: '2030-01-01T00:00:00.000Z' };

afterEach(() => document.body.replaceChildren());

const shown = (element: TestFlow, words: string): Promise<void> =>
  vi.waitFor(() => expect(title(element)).toBe(words), { timeout: 5_000 });
const told = (heard: readonly Heard[], type: string): unknown[] =>
  heard.filter((event) => event.type === type).map(({ detail }) => detail);

/** In the page, in hosted mode. */
function placeHosted(
  way: 'redirect' | 'popup' | 'iframe' | null = null,
  configure: (element: TestFlow) => void = () => undefined,
): ReturnType<typeof place> {
  return place((element) => {
    element.api.flows.set(hostedFlow());
    element.api.statuses.set(pending());
    element.api.answers.set(OPEN, providerPage);
    element.api.answers.set('POST /v1/flow/token', fresh);
    if (way) element.setAttribute('hosted', way);
    configure(element);
  });
}

async function toBriefing(element: TestFlow): Promise<void> {
  await shown(element, 'Let’s confirm it’s you');
  press(element, 'primary-button');
  await shown(element, 'Next: our partner’s page');
}

async function toPage(element: TestFlow): Promise<void> {
  await toBriefing(element);
  press(element, 'quiet-button');
}

const words = (element: TestFlow, name: string): string | undefined =>
  part(element, name)?.textContent?.trim();

describe('before the person leaves', () => {
  test('the consent says who takes the pictures, and the briefing what comes', async () => {
    const { element, heard } = placeHosted();
    await vi.waitFor(() => expect(words(element, 'points')).toContain('A partner takes photos'));
    await toBriefing(element);
    expect(words(element, 'points')).toContain('you come back here by yourself');
    expect(told(heard, 'kyc-step')).toEqual([
      { sessionId: 'ses_sample', step: 'consent', current: 1, total: 3 },
      { sessionId: 'ses_sample', step: 'camera_check', current: 2, total: 3 },
    ]);
  });

  test('the camera is shown, small, said to work, and let go of', async () => {
    const { element } = placeHosted();
    await toBriefing(element);
    press(element, 'primary-button');
    await shown(element, 'Your camera works');
    const video = part(element, 'trial')?.querySelector('video');
    expect(video?.getBoundingClientRect().width).toBeGreaterThan(100);
    expect(element.camera.liveTracks).toBe(1);
    press(element, 'primary-button');
    expect(element.camera.liveTracks).toBe(0);
    await vi.waitFor(() => expect(element.windows.left).toEqual([providerPage.url]));
  });

  test.each([
    ['camera_denied', 'The camera is blocked', 'Try again'],
    ['camera_missing', 'No camera found', 'Try again'],
    ['camera_busy', 'The camera is in use', 'Try again'],
    ['insecure_context', 'No check on this page', 'Go to the verification page'],
    ['camera_unsupported', 'No check in this browser', 'Go to the verification page'],
  ] as const)('%s is said, kindly, and holds nobody up', async (code, expected, primary) => {
    const { element, heard } = placeHosted(null, (one) => one.camera.refusals.push(code));
    await toBriefing(element);
    press(element, 'primary-button');
    await shown(element, expected);
    expect(element.shadowRoot?.querySelector('[role=alert]')?.textContent).not.toBe('');
    expect(words(element, 'primary-button')).toBe(primary);
    press(element, primary === 'Try again' ? 'quiet-button' : 'primary-button');
    await vi.waitFor(() => expect(element.windows.left).toHaveLength(1));
    expect(told(heard, 'kyc-error')).toEqual([]);
  });

  test('the focus goes from heading to heading', async () => {
    const { element } = placeHosted();
    await toBriefing(element);
    expect(element.shadowRoot?.activeElement).toBe(part(element, 'title'));
    press(element, 'primary-button');
    await shown(element, 'Your camera works');
    expect(element.shadowRoot?.activeElement).toBe(part(element, 'title'));
  });
});

describe('by redirect', () => {
  test('is what happens where nothing else is said', async () => {
    const { element, heard } = placeHosted();
    await toPage(element);
    await vi.waitFor(() => expect(element.windows.left).toEqual([providerPage.url]));
    expect(title(element)).toBe('Opening the verification page');
    expect(element.windows.popups).toEqual([]);
    expect(told(heard, 'kyc-step').at(-1)).toMatchObject({ step: 'hosted', current: 3 });
  });

  test('a page that is kept is found again with the question whether all is done', async () => {
    const { element } = placeHosted();
    await toPage(element);
    await vi.waitFor(() => expect(element.windows.left).toHaveLength(1));
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    await vi.waitFor(() => expect(element.api.calls).toContain('status'));
    element.api.statuses.set(approved);
    await shown(element, 'You’re verified');
  });
});

describe('a page that is loaded anew', () => {
  /** As the element is after the first page has gone, in the same tab. */
  async function comeBack(configure: (element: TestFlow) => void): ReturnType<typeof returnTo> {
    const first = placeHosted(null, (one) => {
      one.token = null;
      one.tokenProvider = async () => tokenOf('ses_sample');
    });
    await toPage(first.element);
    await vi.waitFor(() => expect(first.element.windows.left).toHaveLength(1));
    first.element.remove();
    return returnTo(first.element, configure);
  }

  async function returnTo(before: TestFlow, configure: (element: TestFlow) => void) {
    const asked = vi.fn(async () => tokenOf('ses_another'));
    const { element, heard } = placeHosted(null, (one) => {
      one.storage = before.storage;
      one.token = null;
      one.tokenProvider = asked;
      one.api.flows.set(hostedFlow({}, true));
      configure(one);
    });
    return { element, heard, asked };
  }

  test('goes on with the session, although the page would make another', async () => {
    const { element, asked } = await comeBack((one) => one.api.statuses.set(pending(), approved));
    await shown(element, 'You’re verified');
    expect(element.tokens).toEqual([fresh.token]);
    expect(asked).not.toHaveBeenCalled();
    expect(element.storage.items.size).toBe(0);
  });

  test('does not, where it has the token of another session', async () => {
    const { element } = await comeBack((one) => {
      one.token = tokenOf('ses_another');
      one.tokenProvider = null;
      one.api.flows.set(hostedFlow({ sessionId: 'ses_another' }));
    });
    await shown(element, 'Let’s confirm it’s you');
    expect(element.tokens).toEqual([tokenOf('ses_another')]);
    expect(element.storage.items.size).toBe(0);
  });

  test('asks whether all is done, and opens the page once more', async () => {
    const { element } = await comeBack(() => undefined);
    await vi.waitFor(() => expect(title(element)).toBe('Have you finished?'), { timeout: 12_000 });
    expect(words(element, 'primary-button')).toBe('I have finished');
    press(element, 'quiet-button');
    await vi.waitFor(() => expect(element.windows.left).toHaveLength(1));
  }, 20_000);
});

describe('by popup', () => {
  test('a window opens in the press, and can be brought to the front', async () => {
    const { element } = placeHosted('popup');
    await toBriefing(element);
    press(element, 'quiet-button');
    expect(element.windows.popups).toHaveLength(1);
    await shown(element, 'Go on in the other window');
    expect(element.windows.popup.url).toBe(providerPage.url);
    press(element, 'primary-button');
    expect(element.windows.popup.focused).toBe(1);
    element.windows.post('https://kyc.example', { type: 'kyc-flow:returned', sessionId: 'ses_sample' });
    element.api.statuses.set(approved);
    await shown(element, 'You’re verified');
    expect(element.windows.popup.closed).toBe(true);
  });

  test('one that is blocked is a link that opens by itself, or this window', async () => {
    const { element } = placeHosted('popup', (one) => {
      one.windows.isBlocking = true;
    });
    await toPage(element);
    await shown(element, 'One more press');
    const link = part(element, 'primary-button');
    expect(link).toMatchObject({ href: providerPage.url, target: '_blank', rel: 'noopener noreferrer' });
    const quiet = element.shadowRoot?.querySelectorAll<HTMLElement>('[part=quiet-button]');
    expect([...(quiet ?? [])].map((one) => one.textContent?.trim())).toEqual([
      'I have finished',
      'Open in this window',
    ]);
    quiet?.[1]?.click();
    await vi.waitFor(() => expect(element.windows.left).toEqual([providerPage.url]));
  });

  test('one that is closed is asked about', async () => {
    const { element } = placeHosted('popup');
    await toPage(element);
    await shown(element, 'Go on in the other window');
    element.windows.popup.close();
    await shown(element, 'Checking your details');
    await vi.waitFor(() => expect(title(element)).toBe('Have you finished?'), { timeout: 12_000 });
  }, 20_000);
});

describe('by iframe', () => {
  test('the page is within ours, large enough, with the camera allowed', async () => {
    const { element } = placeHosted('iframe', (one) =>
      one.api.answers.set(OPEN, { ...providerPage, url: 'http://127.0.0.1:9/none' }),
    );
    await toPage(element);
    await shown(element, 'Verification');
    const frame = part(element, 'frame');
    expect(frame).toMatchObject({
      title: 'Verification page of our partner',
      src: 'http://127.0.0.1:9/none',
      referrerPolicy: 'strict-origin',
      allow: "camera; microphone; fullscreen; geolocation 'none'",
    });
    expect(part(element, 'embedded')?.getBoundingClientRect().height).toBeGreaterThanOrEqual(
      Math.min(640, innerHeight),
    );
    press(element, 'quiet-button');
    await shown(element, 'Go on in the other window');
    expect(element.windows.popup.url).toBe('http://127.0.0.1:9/none');
    expect(part(element, 'frame')).toBeNull();
  });

  test('a foreign message changes nothing; the server’s is a reason to ask', async () => {
    const { element } = placeHosted('iframe', (one) =>
      one.api.answers.set(OPEN, { ...providerPage, url: 'http://127.0.0.1:9/none' }),
    );
    await toPage(element);
    await shown(element, 'Verification');
    const message = { type: 'kyc-flow:returned', sessionId: 'ses_sample' };
    element.windows.post('https://provider.example', message);
    await element.updateComplete;
    expect(title(element)).toBe('Verification');
    element.windows.post('https://kyc.example', message);
    await shown(element, 'Checking your details');
  });
});

test('a page that has expired ends the session, and another may be begun', async () => {
  const { element, heard } = placeHosted('popup', (one) => {
    one.token = null;
    one.tokenProvider = async () => tokenOf('ses_sample');
    one.api.statuses.set(statusOf({ status: 'expired', pollAfterMs: null }));
  });
  await toPage(element);
  await shown(element, 'Go on in the other window');
  element.windows.popup.close();
  await shown(element, 'Time ran out');
  expect(told(heard, 'kyc-complete')).toEqual([{ sessionId: 'ses_sample', status: 'expired', result: null }]);
  expect(words(element, 'primary-button')).toBe('Start again');
  element.api.flows.set(hostedFlow({ sessionId: 'ses_next' }));
  press(element, 'primary-button');
  await shown(element, 'Let’s confirm it’s you');
});

test('every screen is there in the other languages', async () => {
  const { element } = placeHosted('popup', (one) => {
    one.locale = 'ms';
  });
  await shown(element, 'Mari sahkan ini memang anda');
  press(element, 'primary-button');
  await shown(element, 'Seterusnya: halaman rakan kami');
  press(element, 'quiet-button');
  await shown(element, 'Teruskan di tetingkap lain');
});
