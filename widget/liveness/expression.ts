import { indexOf, type PointName } from './points.ts';
import { heightOf, type Parallax, type Shape, span } from './shape.ts';

const lids: Readonly<Record<'left' | 'right', readonly (readonly [PointName, PointName])[]>> = {
  right: [
    ['rightLidTop', 'rightLidBottom'],
    ['rightLidTopOuter', 'rightLidBottomOuter'],
    ['rightLidTopInner', 'rightLidBottomInner'],
  ],
  left: [
    ['leftLidTop', 'leftLidBottom'],
    ['leftLidTopOuter', 'leftLidBottomOuter'],
    ['leftLidTopInner', 'leftLidBottomInner'],
  ],
};

const at = (shape: Shape, name: PointName): readonly [number, number] => {
  const place = indexOf(name) * 3;
  return [shape[place] ?? 0, shape[place + 1] ?? 0];
};

/** How wide an eye is open, for its length: about 0.25 to 0.4 open, below 0.15 shut. */
export function openingOf(shape: Shape, side: 'left' | 'right'): number {
  const gap = lids[side].reduce((sum, [top, bottom]) => sum + span(shape, top, bottom), 0) / 3;
  return gap / Math.max(1e-6, span(shape, `${side}EyeOuter`, `${side}EyeInner`));
}

/**
 * How wide an eye is open against what it would be if the face had only moved as a flat picture does: 1 as before, 0 shut. That
 * leaves out what a tilt of the head, or of a photo, does to an eye.
 */
export function openingAgainst(
  before: Shape,
  now: Shape,
  { expected }: Parallax,
  side: 'left' | 'right',
): number {
  let [gap, was] = [0, 0];
  for (const [top, bottom] of lids[side]) {
    gap += span(now, top, bottom);
    const [x, y] = expected(...at(before, top));
    const [u, v] = expected(...at(before, bottom));
    was += Math.hypot(x - u, y - v);
  }
  return gap / Math.max(1e-6, was);
}

/**
 * How far the corners of the mouth went up and apart, in heights of the face, beyond what a flat picture's movement explains; negative
 * when they went down or together.
 */
export function mouthAgainst(
  before: Shape,
  now: Shape,
  { expected }: Parallax,
): { readonly wider: number; readonly higher: number } {
  const size = heightOf(now);
  const [rightX, rightY] = expected(...at(before, 'mouthRight'));
  const [leftX, leftY] = expected(...at(before, 'mouthLeft'));
  const [x, y] = at(now, 'mouthRight');
  const [u, v] = at(now, 'mouthLeft');
  return {
    wider: (Math.hypot(u - x, v - y) - Math.hypot(leftX - rightX, leftY - rightY)) / size,
    higher: (rightY + leftY - y - v) / 2 / size,
  };
}
