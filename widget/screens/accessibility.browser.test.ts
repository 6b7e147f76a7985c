import axe from 'axe-core';
import { afterEach, expect, test, vi } from 'vitest';
import { verdictOf } from '../testing/fake-camera.ts';
import { hostedFlow, ktpFlow, mixedFlow, pending, providerPage } from '../testing/fake-server.ts';
import { part, place, press, type TestFlow, title } from '../testing/test-element.ts';

afterEach(() => document.body.replaceChildren());

/** Goes on by the primary buttons, the shutter included, until the title is the wanted one. */
async function reach(element: TestFlow, wanted: string): Promise<void> {
  await vi.waitFor(() => {
    if (title(element) === wanted) return;
    press(element, part(element, 'shutter') ? 'shutter' : 'primary-button');
    throw new Error(`on "${title(element)}"`);
  });
}

const screens: readonly [name: string, wanted: string, configure: (element: TestFlow) => void][] = [
  ['consent', 'Let’s confirm it’s you', () => undefined],
  ['prepare', 'Your KTP', () => undefined],
  ['review', 'Can you read it all?', () => undefined],
  ['refused', 'One more try', (one) => one.quality_.verdicts.push(verdictOf('glare'))],
  ['denied', 'The camera is blocked', (one) => one.camera.refusals.push('camera_denied')],
  ['offline', 'You seem to be offline', (one) => one.api.flows.set('network')],
  [
    'uploading',
    'Sending your photo',
    (one) => {
      one.uploads.hold = true;
    },
  ],
  ['waiting', 'Checking your details', () => undefined],
  [
    'approved',
    'You’re verified',
    (one) => one.api.flows.set(ktpFlow({ status: 'completed', result: 'approved' })),
  ],
  [
    'rejected',
    'We couldn’t confirm it',
    (one) => one.api.flows.set(ktpFlow({ status: 'completed', result: 'rejected' })),
  ],
];

const { steps } = mixedFlow();
const only = (id: string) =>
  mixedFlow({ steps: steps.filter((step) => step.kind === 'consent' || step.id === id) });

const mixed: typeof screens = [
  ['consent to all of it', 'Let’s confirm it’s you', (one) => one.api.flows.set(mixedFlow())],
  ['form', 'Your details', (one) => one.api.flows.set(only('details'))],
  ['face', 'Now your face', (one) => one.api.flows.set(only('selfie'))],
  ['face in review', 'Is your face clear?', (one) => one.api.flows.set(only('selfie'))],
  ['proof', 'Your proof of address', (one) => one.api.flows.set(only('residence_proof'))],
];

const hostedScreens: readonly [
  name: string,
  wanted: string,
  configure: (element: TestFlow) => void,
  way: readonly ('primary-button' | 'quiet-button')[],
][] = [
  ['consent', 'Let’s confirm it’s you', () => undefined, []],
  ['briefing', 'Next: our partner’s page', () => undefined, ['primary-button']],
  ['camera that works', 'Your camera works', () => undefined, ['primary-button', 'primary-button']],
  [
    'camera that is awaited',
    'Opening your camera',
    (one) => {
      one.camera.hold = true;
    },
    ['primary-button', 'primary-button'],
  ],
  [
    'camera that is blocked',
    'The camera is blocked',
    (one) => one.camera.refusals.push('camera_denied'),
    ['primary-button', 'primary-button'],
  ],
  [
    'page without a camera',
    'No check on this page',
    (one) => one.camera.refusals.push('insecure_context'),
    ['primary-button', 'primary-button'],
  ],
  [
    'leaving',
    'Opening the verification page',
    (one) => one.setAttribute('hosted', 'redirect'),
    ['primary-button', 'quiet-button'],
  ],
  ['window', 'Go on in the other window', () => undefined, ['primary-button', 'quiet-button']],
  [
    'blocked window',
    'One more press',
    (one) => {
      one.windows.isBlocking = true;
    },
    ['primary-button', 'quiet-button'],
  ],
  [
    'frame',
    'Verification',
    (one) => one.setAttribute('hosted', 'iframe'),
    ['primary-button', 'quiet-button'],
  ],
  ['expired', 'Time ran out', (one) => one.api.flows.set(hostedFlow({ status: 'expired' })), []],
];

async function violations(element: TestFlow): Promise<string[]> {
  await element.updateComplete;
  // Colours are held by the test of the palette; here they may be in the middle of a transition.
  const found = await axe.run(element, { rules: { 'color-contrast': { enabled: false } } });
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

test.each([...screens, ...mixed])('%s has nothing that axe objects to', async (_name, wanted, configure) => {
  const { element } = place(configure);
  await reach(element, wanted);
  expect(await violations(element)).toEqual([]);
});

test('a form full of faults and a chosen PDF have nothing that axe objects to', async () => {
  const { element } = place((one) => one.api.flows.set(only('details')));
  await reach(element, 'Your details');
  press(element, 'primary-button');
  await vi.waitFor(() => expect(part(element, 'field-problem')).not.toBeNull());
  expect(await violations(element)).toEqual([]);
  element.remove();

  const { element: other } = place((one) => one.api.flows.set(only('residence_proof')));
  await reach(other, 'Your proof of address');
  const transfer = new DataTransfer();
  transfer.items.add(new File(['%PDF-1.7 and some more'], 'sample.pdf'));
  const input = other.shadowRoot?.querySelector<HTMLInputElement>('input[type=file]');
  if (!input) throw new Error('no place to choose a file');
  input.files = transfer.files;
  input.dispatchEvent(new Event('change'));
  await vi.waitFor(() => expect(title(other)).toBe('Is it the right one?'));
  expect(await violations(other)).toEqual([]);
});

test('the camera has nothing that axe objects to, and everything in it has a name', async () => {
  const { element } = place();
  await reach(element, 'Your KTP');
  press(element, 'primary-button');
  await vi.waitFor(() => expect(part(element, 'shutter')?.getAttribute('aria-disabled')).toBe('false'));
  expect(await violations(element)).toEqual([]);
  const buttons = [...(part(element, 'camera')?.querySelectorAll('button') ?? [])];
  expect(buttons.map((button) => button.getAttribute('aria-label'))).toEqual([
    'Back',
    'Turn light on',
    'Take the photo',
    'Switch lens',
  ]);
});

test('every control is large enough for a finger', async () => {
  const { element } = place();
  await reach(element, 'Your KTP');
  press(element, 'primary-button');
  await vi.waitFor(() => expect(part(element, 'shutter')?.getAttribute('aria-disabled')).toBe('false'));
  for (const button of part(element, 'camera')?.querySelectorAll('button') ?? []) {
    const { width, height } = button.getBoundingClientRect();
    expect(Math.min(width, height), button.getAttribute('aria-label') ?? '').toBeGreaterThanOrEqual(44);
  }
});

test.each(hostedScreens)(
  'hosted: %s has nothing that axe objects to',
  async (_name, wanted, configure, way) => {
    const { element } = place((one) => {
      one.setAttribute('hosted', 'popup');
      one.api.flows.set(hostedFlow());
      one.api.statuses.set(pending());
      one.api.answers.set('POST /v1/flow/hosted', { ...providerPage, url: 'http://127.0.0.1:9/none' });
      configure(one);
    });
    for (const name of way) {
      const before = title(element);
      await vi.waitFor(() => expect(part(element, name)).not.toBeNull());
      press(element, name);
      await vi.waitFor(() => expect(title(element)).not.toBe(before));
    }
    await vi.waitFor(() => expect(title(element)).toBe(wanted));
    expect(await violations(element)).toEqual([]);
  },
);
