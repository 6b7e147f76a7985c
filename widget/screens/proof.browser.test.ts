import { afterEach, describe, expect, test, vi } from 'vitest';
import { verdictOf } from '../testing/fake-camera.ts';
import { approved, mixedFlow, Refusal } from '../testing/fake-server.ts';
import { part, place, press, type TestFlow, title } from '../testing/test-element.ts';

afterEach(() => document.body.replaceChildren());

const { steps } = mixedFlow();
const only = (...ids: readonly string[]) =>
  mixedFlow({ steps: steps.filter(({ id }) => ['consent', ...ids].includes(id)) });

const shown = (element: TestFlow, words: string): Promise<void> =>
  vi.waitFor(() => expect(title(element)).toBe(words));

async function begin(first: string, ...ids: readonly string[]): Promise<TestFlow> {
  const { element } = place((one) => {
    one.api.flows.set(only(...ids));
    one.api.submissions.set(approved);
  });
  await shown(element, 'Let’s confirm it’s you');
  press(element, 'primary-button');
  await shown(element, first);
  return element;
}

const buttons = (element: TestFlow): string[] =>
  [...(part(element, 'actions')?.querySelectorAll('button') ?? [])].map(
    (one) => one.textContent?.trim() ?? '',
  );

function pressWords(element: TestFlow, words: string): void {
  const found = [...(part(element, 'actions')?.querySelectorAll('button') ?? [])].find(
    (one) => one.textContent?.trim() === words,
  );
  if (!found) throw new Error(`no "${words}" among ${buttons(element)}`);
  found.click();
}

/** As if the person had chosen it in the file dialog. */
function choose(element: TestFlow, file: File): void {
  const input = element.shadowRoot?.querySelector<HTMLInputElement>('input[type=file]');
  if (!input) throw new Error('no place to choose a file');
  const transfer = new DataTransfer();
  transfer.items.add(file);
  input.files = transfer.files;
  input.dispatchEvent(new Event('change'));
}

const pdf = (bytes = 2_500_000): File =>
  new File([`%PDF-1.7\n${'x'.repeat(bytes - 9)}`], 'RAHASIA.pdf', { type: 'application/pdf' });

test.each([
  ['selfie', 'Now your face', 'The photo of your face did not arrive well. Please take it once more.'],
  [
    'residence_proof',
    'Your proof of address',
    'Your proof of address did not arrive well. Please add it once more.',
  ],
  [
    'document_id',
    'Your passport',
    'The photo of your passport did not arrive well. Please take it once more.',
  ],
])('%s that was missed says so, and what to do', async (missed, words, sentence) => {
  const { element } = place((one) => {
    const done = steps.map((step) => ({ ...step, done: true }));
    one.api.flows.set(mixedFlow({ steps: done }));
    one.api.submissions.set(new Refusal('upload_missing', [missed]), approved);
  });
  await shown(element, words);
  expect(part(element, 'reason')?.textContent?.trim()).toBe(sentence);
  expect(part(element, 'reason')?.getAttribute('role')).toBe('alert');
  expect(buttons(element).includes('I don’t have one')).toBe(missed === 'residence_proof');
});

describe('a selfie', () => {
  test('is taken with the front camera, in an oval, and sent as it is', async () => {
    const element = await begin('Now your face', 'selfie');
    press(element, 'primary-button');
    await vi.waitFor(() => expect(part(element, 'shutter')?.getAttribute('aria-disabled')).toBe('false'));
    expect(element.camera.facings).toEqual(['user']);
    expect(part(element, 'camera')?.className).toContain('mirrored');
    expect(title(element)).toBe('Your face');
    expect(part(element, 'hint')?.textContent?.trim()).toBe('Place your face in the oval');
    const outline = await vi.waitFor(() => {
      const found = element.shadowRoot?.querySelector('.edge')?.getAttribute('d');
      expect(found).toBeTruthy();
      return found ?? '';
    });
    // Twice as many numbers differ as in a circle: the arcs are those of an ellipse.
    const [, rx = 0, ry = 0] = (/a([\d.]+) ([\d.]+) /.exec(outline) ?? []).map(Number);
    expect(ry / rx).toBeCloseTo(4 / 3, 3);
    press(element, 'shutter');
    await shown(element, 'Is your face clear?');
    expect(element.pictures.prepared[0]?.crop).toBeNull();
    expect(element.quality_.asked.at(-1)?.thresholds).toMatchObject({ maxGlare: 1 });
    press(element, 'primary-button');
    await shown(element, 'You’re verified');
    expect(element.uploads.sent).toEqual([{ slot: 'selfie', size: 9 }]);
    expect(element.camera.liveTracks).toBe(0);
  });

  test.each([
    ['without a word of moves', undefined, false],
    ['with a word of moves', { modelUrl: 'https://kyc.example/model', tries: 1 }, true],
    ['without one where no model is', { modelUrl: null, tries: 1 }, false],
    ['without one where no try is left', { modelUrl: 'https://kyc.example/model', tries: 0 }, false],
  ] as const)('is prepared for %s', async (_name, server, hasMoves) => {
    const round = { nonce: 'A'.repeat(22), challenges: ['blink' as const], triesLeft: 2 };
    const liveness = server && { modelUrl: server.modelUrl, round: server.tries ? round : null };
    const { element } = place((one) => {
      const given = only('selfie');
      one.api.flows.set({
        ...given,
        steps: given.steps.map((step) => (step.slot && liveness ? { ...step, liveness } : step)),
      });
    });
    await shown(element, 'Let’s confirm it’s you');
    press(element, 'primary-button');
    await shown(element, 'Now your face');
    const words = part(element, 'body')?.textContent ?? '';
    expect(words).toContain('Face a window or a lamp.');
    expect(words).toContain('Look into the camera and follow the short hints.');
    expect(words.includes('You may be asked to turn your head or blink.')).toBe(hasMoves);
  });

  test('that is refused is told of as a face, and the camera app is the front one', async () => {
    const element = await begin('Now your face', 'selfie');
    element.quality_.verdicts.push(verdictOf('too_dark'), verdictOf('too_dark'), verdictOf('too_dark'));
    const file = new File(['x'], 'a.jpg', { type: 'image/jpeg' });
    for (let refusals = 1; refusals <= 3; refusals += 1) {
      choose(element, file);
      await vi.waitFor(() => expect(element.quality_.verdicts).toHaveLength(3 - refusals));
      await shown(element, 'One more try');
    }
    expect(part(element, 'reason')?.textContent).toContain('Face a window or a lamp');
    expect(element.shadowRoot?.querySelector('input[type=file]')?.getAttribute('capture')).toBe('user');
  });

  test('after a document turns the camera round', async () => {
    const element = await begin('Your passport', 'document_id', 'selfie');
    press(element, 'primary-button');
    await vi.waitFor(() => expect(part(element, 'shutter')?.getAttribute('aria-disabled')).toBe('false'));
    press(element, 'shutter');
    await shown(element, 'Can you read it all?');
    press(element, 'primary-button');
    await shown(element, 'Now your face');
    expect(element.camera.liveTracks).toBe(0);
    press(element, 'primary-button');
    await vi.waitFor(() => expect(part(element, 'shutter')?.getAttribute('aria-disabled')).toBe('false'));
    expect(element.camera.facings).toEqual(['environment', 'user']);
  });
});

describe('a proof', () => {
  const TITLE = 'Your proof of address';

  test('is a file first, a photo second, and may be left out where the server says so', async () => {
    const element = await begin(TITLE, 'residence_proof');
    expect(buttons(element)).toEqual(['Choose a file', 'Take a photo', 'I don’t have one']);
    expect(part(element, 'body')?.textContent).toContain('PDF or photo, up to 20 MB');
    const input = element.shadowRoot?.querySelector('input[type=file]');
    expect(input?.getAttribute('accept')).toBe('image/jpeg,image/png,application/pdf');
    expect(input?.hasAttribute('capture')).toBe(false);
    pressWords(element, 'I don’t have one');
    await shown(element, 'You’re verified');
    expect(element.uploads.sent).toEqual([]);
  });

  test('as a PDF is sent as it is, without its name', async () => {
    const element = await begin(TITLE, 'residence_proof');
    choose(element, pdf());
    await shown(element, 'Is it the right one?');
    const body = part(element, 'body')?.textContent ?? '';
    expect(body).toContain('PDF document');
    expect(body).toContain('2.4 MB');
    expect(element.shadowRoot?.textContent).not.toContain('RAHASIA');
    expect(element.pictures.prepared).toEqual([]);
    press(element, 'primary-button');
    await shown(element, 'You’re verified');
    expect(element.uploads.sent).toEqual([{ slot: 'residence_proof', size: 2_500_000 }]);
  });

  test.each([
    ['too large', pdf(21_000_000), 'It can have 20 MB at the most.'],
    ['too small', new File(['%PDF-1.7'], 'a.pdf'), 'It needs 1 kB at the least.'],
  ])('%s is refused in so many words', async (_name, file, words) => {
    const element = await begin(TITLE, 'residence_proof');
    choose(element, file);
    await shown(element, 'One more try');
    expect(part(element, 'reason')?.textContent).toContain(words);
    expect(buttons(element)[0]).toBe('Choose another file');
  });

  test('that only calls itself a PDF goes to the encoder, which knows by the bytes', async () => {
    const element = await begin(TITLE, 'residence_proof');
    element.pictures.refusals.push('file_type_unsupported');
    choose(element, new File(['MZ something else entirely'], 'a.pdf', { type: 'application/pdf' }));
    await shown(element, 'One more try');
    expect(part(element, 'reason')?.textContent).toContain('Choose a PDF, or a JPEG or PNG photo.');
    expect(element.uploads.sent).toEqual([]);
  });

  test('as a photo is kept whole', async () => {
    const element = await begin(TITLE, 'residence_proof');
    pressWords(element, 'Take a photo');
    await vi.waitFor(() => expect(part(element, 'shutter')?.getAttribute('aria-disabled')).toBe('false'));
    expect(element.camera.facings).toEqual(['environment']);
    press(element, 'shutter');
    await shown(element, 'Is it the right one?');
    expect(element.pictures.prepared[0]).toMatchObject({ crop: null, limits: { minBytes: 20 } });
    press(element, 'primary-button');
    await shown(element, 'You’re verified');
  });

  test('of another kind comes next, with the focus on its title', async () => {
    const [, , , , first] = steps;
    const second = { ...first, id: 'investor_proof_2', slot: 'investor_proof_2' } as NonNullable<
      typeof first
    >;
    const { element } = place((one) => {
      const given = only('residence_proof');
      one.api.flows.set({ ...given, steps: [...given.steps, second] });
    });
    await shown(element, 'Let’s confirm it’s you');
    press(element, 'primary-button');
    await shown(element, TITLE);
    pressWords(element, 'I don’t have one');
    await shown(element, 'Your proof of investor status 2');
    await vi.waitFor(() => expect(element.shadowRoot?.activeElement?.tagName).toBe('H2'));
  });

  test('in PDF alone never offers the camera', async () => {
    const { element } = place((one) => {
      const given = only('residence_proof');
      one.api.flows.set({
        ...given,
        steps: given.steps.map((step) => (step.slot ? { ...step, accept: ['application/pdf'] } : step)),
      });
    });
    await shown(element, 'Let’s confirm it’s you');
    press(element, 'primary-button');
    await shown(element, TITLE);
    expect(buttons(element)).toEqual(['Choose a file', 'I don’t have one']);
    choose(element, pdf(21_000_000));
    await shown(element, 'One more try');
    expect(buttons(element)).toEqual(['Choose another file']);
  });
});

test('a whole flow: form, document, face, proof', async () => {
  const { element, heard } = place((one) => {
    one.api.flows.set(mixedFlow({ steps: steps.filter(({ id }) => id !== 'details') }));
    one.api.submissions.set(approved);
  });
  await shown(element, 'Let’s confirm it’s you');
  const points = [...(part(element, 'points')?.querySelectorAll('li') ?? [])].map((one) =>
    one.textContent?.trim(),
  );
  expect(points.slice(0, 3)).toEqual([
    'You take a photo of your passport with this device.',
    'You take a photo of your face.',
    'You add a proof, as a photo or PDF.',
  ]);
  for (let turn = 0; turn < 60 && title(element) !== 'Your proof of address'; turn += 1) {
    press(element, part(element, 'shutter') ? 'shutter' : 'primary-button');
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  choose(element, pdf());
  await shown(element, 'Is it the right one?');
  press(element, 'primary-button');
  await shown(element, 'You’re verified');
  expect(element.uploads.sent.map(({ slot }) => slot)).toEqual(['document_id', 'selfie', 'residence_proof']);
  expect(heard.filter(({ type }) => type === 'kyc-step')).toHaveLength(4);
});
