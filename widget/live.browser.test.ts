import axe from 'axe-core';
import { afterEach, expect, test, vi } from 'vitest';
import type { Hint, Verdict } from './quality/types.ts';
import { verdictOf } from './testing/fake-camera.ts';
import { part, place, press, type TestFlow, title } from './testing/test-element.ts';

afterEach(() => document.body.replaceChildren());

/** A card in the fake camera's frame of 64 x 48. */
const withCard = (hint: Hint | null = null, x = 12): Verdict => ({
  ...verdictOf(hint),
  outline: {
    corners: [
      [x, 14],
      [x + 40, 14],
      [x + 40, 39],
      [x, 39],
    ],
    confidence: 0.9,
  },
});

async function toCamera(element: TestFlow): Promise<void> {
  await vi.waitFor(() => expect(title(element)).toBe('Let’s confirm it’s you'));
  press(element, 'primary-button');
  await vi.waitFor(() => expect(title(element)).toBe('Your KTP'));
  press(element, 'primary-button');
  await vi.waitFor(() => expect(part(element, 'shutter')?.getAttribute('aria-disabled')).toBe('false'));
}

/** The camera gives frames with this verdict, ten a second, until something is so or there were `most` of them. */
async function show(element: TestFlow, verdict: Verdict, until: () => boolean, most = 40): Promise<void> {
  for (let count = 0; count < most && !until(); count += 1) {
    element.quality_.verdicts.length = 0;
    element.quality_.verdicts.push(verdict);
    await element.camera.view?.deliver();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const paths = (element: TestFlow): SVGPathElement[] => [
  ...(element.shadowRoot?.querySelectorAll<SVGPathElement>('.outline path') ?? []),
];
const isReviewed = (element: TestFlow) => (): boolean => part(element, 'checks') !== null;
const never = (): boolean => false;

test('a card that is held still is photographed without a press, and that is said before', async () => {
  const { element, heard } = place();
  await toCamera(element);
  const said = new Set<string>();
  const progress: number[] = [];
  await show(element, withCard(), () => {
    said.add(element.shadowRoot?.querySelector('.camera [role=status]')?.textContent ?? '');
    const dashes = element.shadowRoot?.querySelector('.filling')?.getAttribute('stroke-dasharray') ?? '0';
    progress.push(Number.parseInt(dashes, 10));
    return isReviewed(element)();
  });
  expect(isReviewed(element)()).toBe(true);
  expect(said).toContain('Hold still, taking the photo');
  expect(heard.filter(({ type }) => type === 'kyc-hint').at(-1)?.detail).toEqual({ code: 'taking' });
  expect(progress.some((share) => share > 0 && share < 100)).toBe(true);
  expect(element.camera.view?.log).toEqual(['still']);
});

test('the outline is drawn over the preview, and nothing else is rendered for it', async () => {
  const { element } = place((one) => one.setAttribute('auto-capture', 'off'));
  await toCamera(element);
  await show(element, withCard('glare'), never, 8);
  const [halo, line] = paths(element);
  const first = line?.getAttribute('d');
  expect(first).toMatch(/^M[\d.]+ [\d.]+(L[\d.]+ [\d.]+){3}z$/);
  expect(halo?.getAttribute('d')).toBe(first);
  const outline = part(element, 'outline');
  await vi.waitFor(() => expect(Number(getComputedStyle(outline ?? element).opacity)).toBe(1));
  // Where the card is on the screen: inside of the picture, by the frame's own fractions.
  const box = line?.getBoundingClientRect();
  const stage = element.camera.view?.video.getBoundingClientRect();
  expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo((40 / 64 / (25 / 48)) * (320 / 180), 1);
  expect(box?.left).toBeGreaterThan(stage?.left ?? 0);

  const updates = vi.spyOn(element, 'requestUpdate');
  await show(element, withCard('glare', 15), never, 4);
  expect(line?.getAttribute('d')).not.toBe(first);
  expect(updates).not.toHaveBeenCalled();

  await show(element, verdictOf('glare'), never, 6);
  expect(outline?.classList.contains('seen')).toBe(false);
});

test('nothing is taken, and no choice shown, where the merchant wants a press', async () => {
  const { element } = place((one) => one.setAttribute('auto-capture', 'off'));
  await toCamera(element);
  await show(element, withCard(), isReviewed(element), 14);
  expect(title(element)).toBe('Your KTP');
  expect(part(element, 'auto-button')).toBeNull();
  press(element, 'shutter');
  await vi.waitFor(() => expect(isReviewed(element)()).toBe(true));
});

test('a person switches it off, and on again', async () => {
  const { element } = place();
  await toCamera(element);
  expect(part(element, 'auto-button')).toBeNull();
  await show(element, withCard('glare'), () => part(element, 'auto-button') !== null);
  const button = part(element, 'auto-button');
  expect(button?.getAttribute('aria-label')).toBe('Take the photo automatically');
  expect(button?.getAttribute('aria-pressed')).toBe('true');
  const { width, height } = button?.getBoundingClientRect() ?? { width: 0, height: 0 };
  expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
  expect((await axe.run(element)).violations.map(({ id }) => id)).toEqual([]);

  press(element, 'auto-button');
  await vi.waitFor(() => expect(button?.getAttribute('aria-pressed')).toBe('false'));
  await show(element, withCard(), isReviewed(element), 14);
  expect(title(element)).toBe('Your KTP');
  press(element, 'auto-button');
  await show(element, withCard(), isReviewed(element));
  expect(isReviewed(element)()).toBe(true);
});
