import { afterEach, describe, expect, test, vi } from 'vitest';
import { KycFlow } from './index.ts';
import { verdictOf } from './testing/fake-camera.ts';
import { approved, ktpFlow, statusOf } from './testing/fake-server.ts';
import { type Heard, part, place, press, TestFlow, title } from './testing/test-element.ts';

afterEach(() => document.body.replaceChildren());

const shown = (element: TestFlow, words: string): Promise<void> =>
  vi.waitFor(() => expect(title(element)).toBe(words));
const types = (heard: readonly Heard[]): string[] => heard.map(({ type }) => type);

async function toPrepare(element: TestFlow): Promise<void> {
  await shown(element, 'Let’s confirm it’s you');
  press(element, 'primary-button');
  await shown(element, 'Your KTP');
}

async function toCamera(element: TestFlow): Promise<void> {
  await toPrepare(element);
  press(element, 'primary-button');
  await vi.waitFor(() => expect(part(element, 'shutter')?.getAttribute('aria-disabled')).toBe('false'));
}

async function toReview(element: TestFlow): Promise<void> {
  await toCamera(element);
  press(element, 'shutter');
  await shown(element, 'Can you read it all?');
}

test('is registered once, and can be asked what the browser can do', () => {
  expect(customElements.get('kyc-flow')).toBe(KycFlow);
  expect(KycFlow.checkSupport()).toEqual({ supported: true, camera: true, code: null });
});

test('goes from consent to approved, and tells the page', async () => {
  const { element, heard } = place((one) => one.api.submissions.set(approved));
  await toReview(element);
  press(element, 'primary-button');
  await shown(element, 'You’re verified');
  expect(types(heard)).toEqual([
    'kyc-ready',
    'kyc-step',
    'kyc-step',
    'kyc-capture',
    'kyc-upload',
    'kyc-upload',
    'kyc-complete',
  ]);
  expect(heard.at(-1)?.detail).toEqual({ sessionId: 'ses_sample', status: 'completed', result: 'approved' });
  expect(element.camera.opened).toBe(1);
  expect(element.camera.liveTracks).toBe(0);
  press(element, 'primary-button');
  await vi.waitFor(() => expect(element.hasAttribute('data-blank')).toBe(true));
});

describe('starting', () => {
  test('waits for the settings', async () => {
    const { element, heard } = place((one) => {
      one.token = null;
    });
    await element.updateComplete;
    expect(element.connections).toBe(0);
    element.token = 'sample';
    await shown(element, 'Let’s confirm it’s you');
    expect(element.connections).toBe(1);
    expect(types(heard)).toEqual(['kyc-ready', 'kyc-step']);
  });

  test('without settings says so, and begins when they come', async () => {
    const { element, heard } = place((one) => {
      one.serverUrl = null;
    });
    element.start();
    await shown(element, 'This page isn’t ready yet');
    expect(heard.at(-1)?.detail).toMatchObject({
      code: 'config_missing',
      recoverable: false,
      sessionId: null,
    });
    element.serverUrl = 'https://kyc.example';
    await shown(element, 'Let’s confirm it’s you');
  });

  test('does nothing while the flow is running', async () => {
    const { element } = place();
    await toPrepare(element);
    element.start();
    await element.updateComplete;
    expect(title(element)).toBe('Your KTP');
    expect(element.connections).toBe(1);
  });

  test('begins again after a cancellation', async () => {
    const { element, heard } = place();
    await toCamera(element);
    element.cancel();
    await shown(element, 'You stopped here');
    expect(types(heard).at(-1)).toBe('kyc-cancel');
    expect(element.camera.liveTracks).toBe(0);
    press(element, 'primary-button');
    await shown(element, 'Let’s confirm it’s you');
  });
});

test('what comes later can be fetched before there is anything to see', async () => {
  const element = new TestFlow();
  const fetched = element.preload();
  element.serverUrl = 'https://kyc.example';
  element.token = 'sample';
  document.body.append(element);
  await fetched;
  expect(element.quality_.isWarm).toBe(true);
  await toCamera(element);
  expect(getComputedStyle(part(element, 'shutter') ?? element).width).toBe('72px');
});

describe('leaving', () => {
  test('stops the camera', async () => {
    const { element } = place();
    await toCamera(element);
    expect(element.camera.liveTracks).toBe(1);
    element.remove();
    await Promise.resolve();
    expect(element.camera.liveTracks).toBe(0);
  });

  test('stops it at once when told to, and more than once does no harm', async () => {
    const { element } = place();
    await toCamera(element);
    element.destroy();
    expect(element.camera.liveTracks).toBe(0);
    element.destroy();
    element.remove();
    await Promise.resolve();
    expect(element.camera.liveTracks).toBe(0);
  });

  test('and starting again is a new flow', async () => {
    const { element } = place();
    await toPrepare(element);
    element.destroy();
    await element.updateComplete;
    expect(element.hasAttribute('data-blank')).toBe(true);
    element.start();
    await shown(element, 'Let’s confirm it’s you');
    expect(element.hasAttribute('data-blank')).toBe(false);
  });

  test('during the permission prompt leaves no camera behind', async () => {
    const { element } = place((one) => {
      one.camera.hold = true;
    });
    await toPrepare(element);
    press(element, 'primary-button');
    await vi.waitFor(() => expect(part(element, 'camera')).not.toBeNull());
    element.remove();
    await Promise.resolve();
    element.camera.grant();
    await new Promise((resolve) => requestAnimationFrame(resolve));
    expect(element.camera.live).toBe(0);
  });

  test('is not a move to another place in the page', async () => {
    const { element, heard } = place();
    await toCamera(element);
    const other = document.createElement('div');
    document.body.append(other);
    other.append(element);
    await element.updateComplete;
    expect(element.camera.liveTracks).toBe(1);
    expect(part(element, 'shutter')).not.toBeNull();
    expect(types(heard)).not.toContain('kyc-cancel');
  });

  test('and coming back later begins anew', async () => {
    const { element } = place();
    await toPrepare(element);
    element.remove();
    await Promise.resolve();
    document.body.append(element);
    await shown(element, 'Let’s confirm it’s you');
    expect(element.connections).toBe(2);
  });
});

test('two on one page know nothing of each other', async () => {
  const one = place();
  const two = place((element) => element.api.flows.set(ktpFlow({ sessionId: 'ses_other' })));
  await toCamera(one.element);
  expect(title(two.element)).toBe('Let’s confirm it’s you');
  await toCamera(two.element);
  one.element.remove();
  await Promise.resolve();
  expect([one.element.camera.liveTracks, two.element.camera.liveTracks]).toEqual([0, 1]);
  expect(two.heard.map(({ detail }) => detail)).toContainEqual(
    expect.objectContaining({ sessionId: 'ses_other' }),
  );
});

describe('a change of settings', () => {
  test('does not begin anew, nor rebuild the camera', async () => {
    const { element } = place();
    await toCamera(element);
    const video = element.shadowRoot?.querySelector('video');
    element.quality = 'strict';
    element.token = 'another';
    element.assetsUrl = '/elsewhere/';
    element.setAttribute('server-url', 'https://other.example');
    await element.updateComplete;
    expect(element.shadowRoot?.querySelector('video')).toBe(video);
    expect(element.connections).toBe(1);
    expect(element.camera.opened).toBe(1);
  });

  test('of the language changes the words only', async () => {
    const { element } = place();
    await toPrepare(element);
    element.locale = 'id';
    await shown(element, 'KTP Anda');
    expect(element.shadowRoot?.querySelector('[lang]')?.getAttribute('lang')).toBe('id');
    element.locale = 'tlh';
    await shown(element, 'Your KTP');
    expect(element.connections).toBe(1);
  });
});

test('a language tag that is none harms nothing', async () => {
  const { element } = place((one) => {
    one.locale = 'id_ID@x';
    one.uploads.hold = true;
  });
  await vi.waitFor(() => expect(title(element)).toBe('Pastikan ini benar Anda'));
  const files = new DataTransfer();
  files.items.add(new File(['chosen'], 'photo.jpg', { type: 'image/jpeg' }));
  press(element, 'primary-button');
  await shown(element, 'KTP Anda');
  const input = element.shadowRoot?.querySelector<HTMLInputElement>('input[type=file]');
  if (input) input.files = files.files;
  input?.dispatchEvent(new Event('change'));
  await shown(element, 'Semua bisa dibaca?');
  press(element, 'primary-button');
  await vi.waitFor(() => expect(part(element, 'upload')?.textContent?.trim()).toBe('100%'));
});

test('the language of the session is used where the page names none', async () => {
  const { element } = place((one) => one.api.flows.set(ktpFlow({ locale: 'ms-MY' })));
  await shown(element, 'Mari sahkan ini memang anda');
});

test('a new token goes on where an expired one stopped', async () => {
  const { element, heard } = place((one) => {
    one.api.submissions.set('token_expired', statusOf({ status: 'review', pollAfterMs: null }));
  });
  await toReview(element);
  press(element, 'primary-button');
  await shown(element, 'Your session paused');
  expect(heard.at(-1)?.detail).toMatchObject({ code: 'token_expired', step: null, recoverable: true });
  element.token = 'fresh';
  await shown(element, 'A closer look is needed');
  expect(element.uploads.sent).toHaveLength(1);
});

describe('a refused picture', () => {
  test('says why, loudly, and cannot be sent', async () => {
    const { element, heard } = place((one) => one.quality_.verdicts.push(verdictOf('glare')));
    await toCamera(element);
    press(element, 'shutter');
    await shown(element, 'One more try');
    expect(part(element, 'reason')?.getAttribute('role')).toBe('alert');
    expect(part(element, 'primary-button')?.textContent?.trim()).toBe('Take it again');
    expect(heard.at(-1)).toMatchObject({
      type: 'kyc-capture',
      detail: { slot: 'ktp', verdict: { ok: false } },
    });
  });

  test('the third time offers the camera of the device', async () => {
    const { element } = place((one) =>
      one.quality_.verdicts.push(...['glare', 'blurred', 'glare'].map(() => verdictOf('glare'))),
    );
    await toCamera(element);
    for (let times = 0; times < 3; times += 1) {
      press(element, 'shutter');
      await shown(element, 'One more try');
      if (times === 2) break;
      press(element, 'primary-button');
      await vi.waitFor(() => expect(part(element, 'shutter')?.getAttribute('aria-disabled')).toBe('false'));
    }
    const button = part(element, 'primary-button');
    expect(button?.textContent?.trim()).toBe('Use the camera app');
    expect(button?.nextElementSibling?.getAttribute('capture')).toBe('environment');
  });
});

test('a photo can be chosen without any camera', async () => {
  const { element } = place((one) => one.camera.refusals.push('camera_denied'));
  await toPrepare(element);
  press(element, 'primary-button');
  await shown(element, 'The camera is blocked');
  const input = element.shadowRoot?.querySelector<HTMLInputElement>('input[type=file]');
  expect(input?.accept).toBe('image/jpeg,image/png');
  const files = new DataTransfer();
  files.items.add(new File(['chosen'], 'photo.jpg', { type: 'image/jpeg' }));
  if (input) input.files = files.files;
  input?.dispatchEvent(new Event('change'));
  await shown(element, 'Can you read it all?');
  press(element, 'primary-button');
  await vi.waitFor(() => expect(element.uploads.sent).toHaveLength(1));
});

describe('for keyboard and screen reader', () => {
  test('the focus stays with the page until the person has acted, then follows the heading', async () => {
    const { element } = place();
    await shown(element, 'Let’s confirm it’s you');
    expect(element.shadowRoot?.activeElement).toBeNull();
    await toPrepare(element);
    expect(element.shadowRoot?.activeElement).toBe(part(element, 'title'));
    await toCameraFromPrepare(element);
    expect(element.shadowRoot?.activeElement).toBe(part(element, 'title'));
  });

  test('the shutter goes off on space, wherever the focus is', async () => {
    const { element } = place();
    await toCamera(element);
    part(element, 'title')?.dispatchEvent(
      new KeyboardEvent('keydown', { key: ' ', bubbles: true, composed: true }),
    );
    await shown(element, 'Can you read it all?');
  });

  test('a hint is written for the eye and for the ear', async () => {
    const { element, heard } = place();
    element.quality_.verdicts.push(...Array.from({ length: 20 }, () => verdictOf('move_closer')));
    await toCamera(element);
    await vi.waitFor(async () => {
      await element.camera.view?.deliver();
      expect(part(element, 'hint')?.textContent?.trim()).toBe('Move a little closer');
    });
    expect(part(element, 'camera')?.querySelector('[role=status]')?.textContent).toBe('Move a little closer');
    expect(heard.at(-1)).toEqual({ type: 'kyc-hint', detail: { code: 'move_closer' } });
  });

  test('progress is said in words', async () => {
    const { element } = place();
    await shown(element, 'Let’s confirm it’s you');
    expect(part(element, 'progress')?.getAttribute('aria-label')).toBe('Step 1 of 2');
  });
});

async function toCameraFromPrepare(element: TestFlow): Promise<void> {
  press(element, 'primary-button');
  await vi.waitFor(() => expect(part(element, 'shutter')?.getAttribute('aria-disabled')).toBe('false'));
}

test('a result leads on only to where a web page can be', async () => {
  const bad = ktpFlow({ status: 'completed', result: 'approved', redirectUrl: 'javascript:alert(1)' });
  const { element } = place((one) => one.api.flows.set(bad));
  await shown(element, 'You’re verified');
  expect(part(element, 'primary-button')?.tagName).toBe('BUTTON');

  const good = { ...bad, redirectUrl: 'https://shop.example/done' };
  const other = place((one) => one.api.flows.set(good));
  await shown(other.element, 'You’re verified');
  expect(part(other.element, 'primary-button')?.getAttribute('href')).toBe('https://shop.example/done');
});
