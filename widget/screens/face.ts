import { html, nothing, svg, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { CameraScreenView } from '../flow/capture/types.ts';
import type { MessageKey } from '../i18n/messages.ts';
import type { Text } from '../i18n/text.ts';
import type { FaceLive, FaceSaying } from '../runtime/face-live.ts';
import type { LiveHint, PictureHint } from '../runtime/hints.ts';
import type { CaptureTools } from '../runtime/parts/capture-helper.ts';
import type { Live } from '../runtime/room.ts';
import { button } from './frame.ts';
import { icon, strokes } from './icons.ts';
import type { CameraPieces, CaptureScene } from './scene.ts';

/** Sayings of a face alone; of the others the camera's screen has the symbols. */
type OfFace = Exclude<FaceSaying, PictureHint | 'getting_ready'>;

const closer = 'M14 10l6-6M15 4h5v5M10 14l-6 6M4 15v5h5';
const head = 'M12 4a6 7.5 0 1 0 0 15a6 7.5 0 1 0 0-15';
const round = 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M9 9v.8M15 9v.8';
const left = 'M20 12H4M10.5 5.5L4 12l6.5 6.5';
const right = 'M4 12h16M13.5 5.5L20 12l-6.5 6.5';

/** As seen by the person; the arrows are turned where the preview is no mirror. */
export const symbols: Readonly<Record<OfFace, string>> = {
  face_none: strokes.face,
  face_many:
    'M9 4.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M2.5 20c.3-4 2.6-6 6.5-6s6.2 2 6.5 6M15.5 4.8a3.5 3.5 0 0 1 0 6.4M17.5 14.4c2.5.8 3.8 2.6 4 5.6',
  face_cut_off: 'M20 20H4V4h16M20 7a5 5.5 0 1 0 0 11',
  face_far: closer,
  face_near: 'M20 4l-6 6M14 5v5h5M4 20l6-6M5 14h5v5',
  face_off_centre: 'M12 3v4M12 17v4M3 12h4M17 12h4M12 10a2 2 0 1 0 0 4a2 2 0 1 0 0-4',
  backlit:
    'M12 10a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M5 22c.8-2.2 3.5-3 7-3s6.2.8 7 3M12 3v3M4.5 6l2.2 2.2M19.5 6l-2.2 2.2M2 13h3M19 13h3',
  face_covered: `${round}M7.5 13h9v3a4.5 2.5 0 0 1-9 0zM4 11.8L7.5 13M20 11.8L16.5 13`,
  face_turned: `${head}M9.8 10v.5M14.2 10v.5M10 14.8h4M1.5 9.5L3.5 12l-2 2.5M22.5 9.5L20.5 12l2 2.5`,
  face_tilted: 'M12 8a5 6.5 0 1 0 0 13a5 6.5 0 1 0 0-13M4.5 7a10 10 0 0 1 15 0M4.5 2.8V7h4.2',
  eyes_closed:
    'M2.5 12c2.5-4 5.7-6 9.5-6s7 2 9.5 6c-2.5 4-5.7 6-9.5 6s-7-2-9.5-6zM12 9a3 3 0 1 0 0 6a3 3 0 1 0 0-6',
  turn_left: left,
  turn_right: right,
  nod: 'M9 4a5 7 0 1 0 0 14a5 7 0 1 0 0-14M19 5v13M15.8 15l3.2 3.2l3.2-3.2',
  blink: 'M2.5 10c2.5 3.7 5.7 5.5 9.5 5.5s7-1.8 9.5-5.5M12 15.5V19M6 13.8L4.3 17M18 13.8l1.7 3.2',
  smile: `${round}M7.5 13.5c1.8 4 7.2 4 9 0`,
  relax_face: `${round}M8.5 15h7`,
  try_again: 'M4 12a8 8 0 1 0 2.6-5.9L4 8.5M4 3.5v5h5',
  look_here: strokes.camera,
};

const isOfFace = (hint: LiveHint): hint is OfFace => hint in symbols;

/** The other way round, where the preview shows the person's own left on the right. */
const turned: Partial<Readonly<Record<OfFace, string>>> = { turn_left: right, turn_right: left };

/** What is said to a face goes before what is said to any picture, and that before what is said to a document. */
const wordsOf =
  ({ text }: CaptureScene, { mode }: FaceLive): Text =>
  (key, places) => {
    const wanted = key === 'hint_ready' && mode !== 'manual' ? 'face_hint_ready' : key;
    return text(`selfie_${wanted}` as MessageKey, places) || text(wanted, places);
  };

function chipOf(
  { text, locale }: CaptureScene,
  { isMirrored, hint }: Live,
  { mode, share }: FaceLive,
): Pick<CameraPieces, 'chip'> {
  if (mode === 'loading') {
    const percent = new Intl.NumberFormat(locale, { style: 'percent' }).format(share);
    const much = share > 0 && share < 1 ? html`<span class="share">${percent}</span>` : nothing;
    return { chip: html`<span class="spinner small"></span>${text('hint_getting_ready')}${much}` };
  }
  if (!hint) return { chip: html`${icon(strokes.face)}${text('place')}` };
  if (!isOfFace(hint)) return {};
  const symbol = (isMirrored ? undefined : turned[hint]) ?? symbols[hint];
  return { chip: html`${icon(symbol)}${text(`hint_${hint}`)}` };
}

/** Which edge of the oval a move goes to, on the screen. */
function edgeOf(hint: LiveHint | null, isMirrored: boolean): 'left' | 'right' | 'bottom' | null {
  if (hint === 'nod') return 'bottom';
  if (hint !== 'turn_left' && hint !== 'turn_right') return null;
  return (hint === 'turn_left') === isMirrored ? 'left' : 'right';
}

/** Half of the badge of an arrow and a little air, in CSS pixels. */
const CLEAR = 32;

/** An arrow at the edge of the oval: the eyes are on the face, not on the chip. Decoration, the chip says it. */
function arrowOf({ layout, isMirrored, hint }: Live): unknown {
  const edge = edgeOf(hint, isMirrored);
  if (!layout || !edge) return nothing;
  const { guide, visible } = layout;
  const x = {
    left: Math.max(guide.x, visible.x + CLEAR),
    right: Math.min(guide.x + guide.width, visible.x + visible.width - CLEAR),
    bottom: guide.x + guide.width / 2,
  }[edge];
  const y = guide.y + guide.height / (edge === 'bottom' ? 1 : 2);
  const turn = { left: 0, right: 180, bottom: 270 }[edge];
  const arrow = svg`<g transform="translate(${Math.round(x)} ${Math.round(y)}) rotate(${turn})"><circle r="24" /><path d="M8 0H-9M-2 -8L-10 0L-2 8" /></g>`;
  // Another one for another move, or it would have come to rest already.
  return keyed(edge, html`<svg class="arrow" part="arrow" aria-hidden="true">${arrow}</svg>`);
}

/** A segment for each move: filled when it was done, thick when it is asked for. */
function movesOf(
  { text }: CaptureScene,
  { done, total, challenge }: FaceLive,
): TemplateResult | typeof nothing {
  if (total === 0) return nothing;
  const kinds = Array.from({ length: total }, (_, at) => {
    if (at < done) return 'done';
    return at === done && challenge ? 'now' : '';
  });
  return html`<span class="moves" part="moves" role="img" aria-label=${text('face_moves', { done, total })}
    >${kinds.map((kind) => html`<i class=${kind}></i>`)}</span
  >`;
}

/** Where the shutter would be, as high as that, so that nothing moves when it comes. */
function insteadOfShutter(view: CameraScreenView, scene: CaptureScene, face: FaceLive): TemplateResult {
  const { text, send, live } = scene;
  const isWaiting = face.mode === 'loading';
  const hasMoves = !isWaiting && face.done < face.total;
  const canSkip = face.canSkip && view.phase === 'live' && live?.hint !== 'taking';
  const words = text(hasMoves ? 'face_without_moves' : 'face_by_hand');
  return html`<div class="instead">
    ${isWaiting ? nothing : movesOf(scene, face)}
    ${canSkip ? button('quiet', words, () => send({ type: 'face_manual' })) : nothing}
  </div>`;
}

/**
 * The camera's screen for a face. The words of `scene` are those of any picture or of a face. Manual is the usual one with a
 * shutter; where moves were to be done (`total` above 0), it says that the photo is taken without.
 */
export function faceCamera(
  view: CameraScreenView,
  scene: CaptureScene,
  face: FaceLive,
  tools: CaptureTools,
): TemplateResult {
  const given: CaptureScene = { ...scene, text: wordsOf(scene, face) };
  return tools.captureScreen(view, { ...given, pieces: piecesOf(view, given, face) }) ?? html``;
}

function piecesOf(view: CameraScreenView, scene: CaptureScene, face: FaceLive): CameraPieces {
  const { text, live } = scene;
  const isLive = view.phase === 'live' && live !== null;
  const chip = isLive ? chipOf(scene, live, face) : {};
  if (face.mode === 'manual') {
    const look = 'of-face';
    if (face.total === 0) return { ...chip, look };
    const words = text('face_is_by_hand');
    // Heard once, before the first hint.
    const voice = isLive && !live.voiced ? `${words} ${text('place')}` : null;
    return { ...chip, look, voice, note: html`<p class="note" part="note">${words}</p>` };
  }
  const shutter = insteadOfShutter(view, scene, face);
  const looks = ['of-face', face.mode];
  if (!isLive) return { look: looks.join(' '), shutter };
  if (face.mode === 'loading') {
    return { ...chip, look: looks.join(' '), voice: text('hint_getting_ready'), shutter };
  }
  if (face.challenge) looks.push('framed');
  if (isAsking(live.hint, face.challenge)) looks.push('asking');
  return { ...chip, look: looks.join(' '), note: html`${arrowOf(live)}`, shutter };
}

/** Something to do, and nothing that is wrong: it is said large. */
const isAsking = (hint: LiveHint | null, challenge: FaceLive['challenge']): boolean =>
  hint === 'relax_face' || hint === 'look_here' || (hint !== null && hint === challenge);

/** Moves the focus to the shutter once it is drawn: the button that asked for it is gone. */
export const focusShutter = (root: ParentNode): void =>
  root.querySelector<HTMLElement>('.camera .shutter')?.focus();
