import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cdp, page, userEvent } from 'vitest/browser';
import { challengeName } from '../../server/contract/liveness.ts';
import type { Locale } from '../i18n/text.ts';
import type { FaceSaying } from '../runtime/face-live.ts';
import { FaceStage, type Moment } from '../testing/face-stage.ts';
import { focusShutter } from './face.ts';

const sayings = Object.keys({
  too_dark: true,
  face_none: true,
  face_many: true,
  face_cut_off: true,
  face_far: true,
  face_near: true,
  face_off_centre: true,
  too_bright: true,
  backlit: true,
  face_covered: true,
  face_turned: true,
  face_tilted: true,
  eyes_closed: true,
  hold_still: true,
  blurred: true,
  turn_left: true,
  turn_right: true,
  nod: true,
  blink: true,
  smile: true,
  move_closer: true,
  relax_face: true,
  getting_ready: true,
  try_again: true,
  look_here: true,
} satisfies Record<FaceSaying, true>) as FaceSaying[];

const asked = (hint: 'turn_left' | 'turn_right' | 'nod' | 'blink' | 'smile'): Moment => ({
  live: { hint },
  face: { challenge: hint, done: 1 },
});

const moments: Readonly<Record<string, Moment>> = {
  opening: { phase: 'opening', face: { mode: 'loading', share: 0, canSkip: false } },
  loading: { face: { mode: 'loading', share: 0.42 }, fit: 0.42 },
  'guided, nothing said': {},
  'guided, a hint': { live: { hint: 'face_cut_off' }, fit: 0.5 },
  'guided, a move': asked('turn_left'),
  'guided, no moves to do': { face: { total: 0 } },
  manual: { face: { mode: 'manual' } },
  'manual from the start': { face: { mode: 'manual', total: 0 } },
  checking: { phase: 'checking', face: { done: 3 } },
};

let stage: FaceStage;

beforeEach(async () => {
  await page.viewport(390, 844);
  stage = new FaceStage();
});

afterEach(async () => {
  stage.remove();
  document.documentElement.removeAttribute('style');
  await emulate({});
});

async function emulate(features: Readonly<Record<string, string>>): Promise<void> {
  const list = Object.entries(features).map(([name, value]) => ({ name, value }));
  // The command is Chromium's, and its type is not among those that the session knows.
  const session = cdp() as unknown as { send(name: string, options: unknown): Promise<unknown> };
  await session.send('Emulation.setEmulatedMedia', { features: list });
}

async function shown(moment: Moment): Promise<void> {
  stage.show(moment);
  await vi.waitFor(() => expect(stage.has('.guide')).toBe(true));
  // Two frames: one in which the stage is measured, one in which the oval is drawn to it.
  for (let frame = 0; frame < 2; frame += 1) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  stage.show(moment);
}

const symbolOf = (): string => stage.get('.chip .icon path').getAttribute('d') ?? '';
const edgeOf = (): DOMRect => stage.get('.edge').getBoundingClientRect();

describe('while the files come', () => {
  test('says so and how much is there, and has no shutter, not even on a key', async () => {
    await shown({
      face: { mode: 'loading', share: 0.42, canSkip: false },
      live: { hint: 'too_dark' },
      fit: 0.42,
    });
    expect(stage.words('.chip')).toBe('Getting ready…42%');
    expect(stage.words('[role=status]')).toBe('Getting ready…');
    expect(stage.get('.filling').getAttribute('stroke-dasharray')).toBe('42 101');
    expect(stage.has('.shutter')).toBe(false);
    expect(stage.has('.quiet')).toBe(false);
    await userEvent.keyboard(' ');
    await userEvent.keyboard('{Enter}');
    expect(stage.said).toEqual([]);
  });

  test('offers the other way once it may be taken', async () => {
    await shown({ face: { mode: 'loading', canSkip: true } });
    expect(stage.words('.quiet')).toBe('Take it myself');
    stage.get('.quiet').click();
    expect(stage.said).toEqual([{ type: 'face_manual' }]);
  });
});

describe('guided', () => {
  test.each(['en', 'id', 'ms'] as const)(
    'has words and a symbol for everything in %s',
    async (locale: Locale) => {
      await stage.speak(locale);
      const seen = new Map<string, FaceSaying>();
      for (const hint of sayings.filter((one) => one !== 'getting_ready')) {
        await shown({ live: { hint } });
        expect(stage.words('.chip'), hint).not.toBe('');
        expect(stage.words('.chip').split(' ').length, hint).toBeLessThanOrEqual(6);
        expect(stage.words('[role=status]')).toBe(stage.words('.chip'));
        expect(symbolOf(), hint).toMatch(/^M[\d.]/);
        seen.set(symbolOf(), hint);
      }
      // To come closer is one thing, whether it is a hint or a move; to hold still and to be sharp have one each.
      expect(seen.size).toBe(sayings.length - 2);
    },
  );

  test('voices what is to be voiced, and not what is shown', async () => {
    await shown({ live: { hint: 'face_near', voiced: 'face_far' } });
    expect(stage.words('.chip')).toBe('Move back a little');
    expect(stage.words('[role=status]')).toBe('Move a little closer');
  });

  test('says that it is good without speaking of a shutter', async () => {
    await shown({ live: { hint: 'ready' } });
    expect(stage.words('.chip')).toBe('Looks good, stay like this');
    expect(stage.get('.chip').className).toContain('ready');
  });

  test.each([
    ['turn_left', true, 'left'],
    ['turn_right', true, 'right'],
    ['turn_left', false, 'right'],
    ['turn_right', false, 'left'],
  ] as const)('%s, in a mirror: %s, points %s', async (hint, isMirrored, side) => {
    await shown(asked(hint));
    stage.show({ face: { challenge: hint }, live: { hint, isMirrored } });
    const arrow = stage.get('.arrow circle').getBoundingClientRect();
    const centre = edgeOf().x + edgeOf().width / 2;
    expect(arrow.x + arrow.width / 2 < centre).toBe(side === 'left');
    expect(symbolOf()).toBe(
      side === 'left' ? 'M20 12H4M10.5 5.5L4 12l6.5 6.5' : 'M4 12h16M13.5 5.5L20 12l-6.5 6.5',
    );
    const { left, right } = stage.get('.camera').getBoundingClientRect();
    expect(arrow.left).toBeGreaterThanOrEqual(left);
    expect(arrow.right).toBeLessThanOrEqual(right);
  });

  test.each(challengeName.options)('%s is said larger than a hint', async (hint) => {
    await shown({ live: { hint: 'face_far' } });
    const usual = Number.parseFloat(getComputedStyle(stage.get('.chip')).fontSize);
    await shown({ live: { hint }, face: { challenge: hint } });
    expect(getComputedStyle(stage.get('.chip')).fontSize).toBe(`${usual * 1.25}px`);
    expect(usual).toBe(16);
  });

  test('shows how many moves are done, also to a screen reader', async () => {
    await shown(asked('blink'));
    const row = stage.get('.moves');
    expect(row.getAttribute('role')).toBe('img');
    expect(row.getAttribute('aria-label')).toBe('1 of 3 done');
    expect([...row.children].map(({ className }) => className)).toEqual(['done', 'now', '']);
    expect(stage.has('.shutter')).toBe(false);
  });

  test('the way without moves can be reached and taken by keyboard, and leads to the shutter', async () => {
    await shown(asked('nod'));
    for (let turn = 0; turn < 4 && !stage.root.activeElement?.matches('.quiet'); turn += 1) {
      await userEvent.keyboard('{Tab}');
    }
    expect(stage.root.activeElement?.textContent?.trim()).toBe('Take it without moves');
    await userEvent.keyboard('{Enter}');
    expect(stage.said).toEqual([{ type: 'face_manual' }]);
    await shown({ face: { mode: 'manual' } });
    focusShutter(stage.root);
    expect(stage.root.activeElement?.getAttribute('aria-label')).toBe('Take the photo');
  });

  test('keeps the oval where it is when the button comes, and when a move is asked for', async () => {
    await shown({ phase: 'opening', face: { mode: 'loading', share: 0, canSkip: false } });
    const before = edgeOf();
    for (const moment of [{ face: { mode: 'loading', canSkip: true } } as const, asked('smile'), {}]) {
      await shown(moment);
      expect(Math.abs(edgeOf().y - before.y)).toBeLessThan(2);
    }
  });

  test('offers no other way while the picture is taken', async () => {
    await shown({ live: { hint: 'taking' }, face: { done: 3 } });
    expect(stage.has('.quiet')).toBe(false);
    await shown({ live: { hint: 'look_here' }, face: { done: 3 } });
    expect(stage.words('.quiet')).toBe('Take it myself');
  });
});

describe('by hand', () => {
  test('has the shutter, and says once that there are no moves', async () => {
    await shown({ face: { mode: 'manual' } });
    expect(stage.words('.note')).toBe('The photo is taken without moves.');
    expect(stage.words('[role=status]')).toBe(
      'The photo is taken without moves. Place your face in the oval',
    );
    stage.get('.shutter').click();
    expect(stage.said).toEqual([{ type: 'shutter' }]);
    await shown({ face: { mode: 'manual' }, live: { hint: 'blurred' } });
    expect(stage.words('[role=status]')).toBe('Hold still until it’s sharp');
  });

  test('says nothing of moves where there never were any', async () => {
    await shown({ face: { mode: 'manual', total: 0 } });
    expect(stage.has('.note')).toBe(false);
    expect(stage.words('[role=status]')).toBe('Place your face in the oval');
    await shown({ face: { mode: 'manual', total: 0 }, live: { hint: 'ready' } });
    expect(stage.words('.chip')).toBe('Looks good, take it');
  });
});

describe.each(['light', 'dark'])('%s', (scheme) => {
  test.each(Object.entries(moments))('%s has nothing that axe objects to', async (_name, moment) => {
    document.documentElement.style.colorScheme = scheme;
    stage.show(moment);
    // The stage's own page has no landmarks; contrast is held by the test of the palette.
    const rules = { 'color-contrast': { enabled: false }, region: { enabled: false } };
    const found = await axe.run(stage.host, { rules });
    expect(
      found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
    ).toEqual([]);
  });
});

describe.each([
  ['320 pixels wide', 320, 568, 1],
  ['320 pixels wide and hardly higher', 320, 400, 1],
  ['at 200 %', 390, 844, 2],
  ['at 200 % on a screen', 1280, 800, 2],
  ['on its side', 667, 375, 1],
])('%s', (_name, width, height, zoom) => {
  test.each(['en', 'id', 'ms'] as const)('cuts nothing off, in %s', async (locale) => {
    await page.viewport(width, height);
    document.documentElement.style.fontSize = `${zoom * 100}%`;
    await stage.speak(locale);
    const onSide = width > height && height <= 500;
    for (const [name, moment] of Object.entries(moments)) {
      await shown(moment);
      const frame = stage.get('.camera').getBoundingClientRect();
      for (const selector of ['.chip', '.moves', '.quiet', '.note', '.shutter']) {
        if (!stage.has(selector)) continue;
        const element = stage.get(selector);
        const box = element.getBoundingClientRect();
        const what = `${selector}, ${name}`;
        expect(element.scrollWidth, what).toBeLessThanOrEqual(Math.ceil(box.width));
        expect(box.left, what).toBeGreaterThanOrEqual(frame.left);
        expect(box.right, what).toBeLessThanOrEqual(frame.right);
        expect(box.top, what).toBeGreaterThanOrEqual(frame.top);
        expect(box.bottom, what).toBeLessThanOrEqual(frame.bottom);
      }
      const title = stage.get('h2').getBoundingClientRect();
      const chip = stage.get('.chip').getBoundingClientRect();
      if (height > 500) expect(chip.top, name).toBeGreaterThanOrEqual(title.bottom - 4);
      if (onSide)
        expect(stage.has('.quiet') ? stage.get('.quiet').getBoundingClientRect().width : 0).toBeLessThan(112);
    }
  });
});

test('an oval is one, whatever rounding makes of its radius', async () => {
  for (const [width, height] of [
    [320, 568],
    [333, 601],
    [390, 844],
    [411, 731],
  ] as const) {
    await page.viewport(width, height);
    await shown({ face: { mode: 'manual' } });
    await vi.waitFor(() => expect(stage.get('.camera').clientWidth).toBe(width));
    const [, rx = 0, ry = 0] = (
      /a([\d.]+) ([\d.]+) /.exec(stage.get('.edge').getAttribute('d') ?? '') ?? []
    ).map(Number);
    expect(ry / rx).toBeCloseTo(4 / 3, 3);
  }
});

test('the arrow moves a little, not at all where the person asked for no motion', async () => {
  await shown(asked('turn_left'));
  const styleOf = () => getComputedStyle(stage.get('.arrow path'));
  expect(styleOf().animationName).toBe('nudge');
  // It comes to rest by itself within five seconds (WCAG 2.2.2).
  expect(
    Number.parseFloat(styleOf().animationDuration) * Number(styleOf().animationIterationCount),
  ).toBeLessThan(5);
  const [first] = stage.get('.arrow').getAnimations({ subtree: true });
  first?.finish();
  await shown(asked('turn_right'));
  expect(stage.get('.arrow').getAnimations({ subtree: true })).toHaveLength(1);
  await emulate({ 'prefers-reduced-motion': 'reduce' });
  expect(styleOf().animationName).toBe('none');
});

test('in forced colours words stay light on the dark picture', async () => {
  await emulate({ 'forced-colors': 'active' });
  await shown(asked('turn_left'));
  expect(matchMedia('(forced-colors: active)').matches).toBe(true);
  for (const selector of ['.quiet', '.chip']) {
    expect(getComputedStyle(stage.get(selector)).color, selector).toBe('rgb(255, 255, 255)');
  }
  expect(getComputedStyle(stage.get('.moves i')).borderTopColor).toBe('rgb(255, 255, 255)');
});

test('every control is large enough for a finger', async () => {
  await shown({ live: { canSwitchLens: true } });
  for (const button of stage.root.querySelectorAll('button')) {
    const { width, height } = button.getBoundingClientRect();
    expect(Math.min(width, height), button.textContent ?? '').toBeGreaterThanOrEqual(44);
  }
});
