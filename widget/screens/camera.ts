import { html, nothing, svg, type TemplateResult } from 'lit';
import type { CameraScreenView } from '../flow/capture/types.ts';
import type { Layout } from '../runtime/camera-geometry.ts';
import type { PictureHint } from '../runtime/hints.ts';
import type { Live } from '../runtime/room.ts';
import { heading, progressLine } from './frame.ts';
import { icon, strokes } from './icons.ts';
import { sideOf } from './picker.ts';
import type { CaptureScene, Scene } from './scene.ts';

const automatic = 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M8.5 16l3.5-8.5l3.5 8.5M9.8 13h4.4';
const still = 'M12 4v16M4 12h16M12 7a5 5 0 1 0 0 10a5 5 0 1 0 0-10';

/** A symbol for each hint, so that its meaning is seen before it is read. Those of a face come with its screen. */
const symbols: Readonly<Record<PictureHint, string>> = {
  ready: strokes.check,
  too_dark:
    'M12 8a4 4 0 1 0 0 8a4 4 0 1 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M19 5l-1.4 1.4M6.4 17.6L5 19',
  too_bright: 'M20 14a8 8 0 1 1-10-10a6.5 6.5 0 0 0 10 10',
  low_contrast: 'M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16M12 4v16M12 9h7M12 15h7M12 12h8',
  glare: 'M12 3l1.8 6.2L20 11l-6.2 1.8L12 19l-1.8-6.2L4 11l6.2-1.8zM19 17v4M17 19h4',
  blurred: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M9 12a3 3 0 1 0 6 0a3 3 0 1 0-6 0',
  too_small: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  hold_still: still,
  taking: still,
  no_document:
    'M3 6h18v12H3zM6 15c.5-2 4.5-2 5 0M8.5 8.5a1.5 1.5 0 1 0 0 3a1.5 1.5 0 1 0 0-3M14 10h4M14 14h4',
  move_closer: 'M14 10l6-6M15 4h5v5M10 14l-6 6M4 15v5h5',
  move_back: 'M20 4l-6 6M14 5v5h5M4 20l6-6M5 14h5v5',
  tilted: 'M4 14L16 5l4 6L8 20zM4 20h3',
  cut_off: 'M7 3v14h14M3 7h14v14',
  covered: 'M3 9h18v10H3zM9 3v9a3 3 0 0 0 6 0V3',
};

/**
 * The area around the document darkened, its frame bright; over it, for `Overlay` to draw, the frame that fills up and the outline
 * of the document, white on dark so that it is seen on any picture. A path with a hole needs no mask and no ids.
 */
function guideOf({ guide: { x, y, width, height, radius } }: Layout, isReady: boolean): TemplateResult {
  // With a radius of half the width, but for what rounding makes of it, the whole height is round: an oval.
  const ry = radius * 2 < width - 1 ? radius : height / 2;
  const corner = (dx: number, dy: number): string => `a${radius} ${ry} 0 0 1 ${dx} ${dy}`;
  const hole =
    `M${x + radius} ${y}h${width - 2 * radius}${corner(radius, ry)}v${height - 2 * ry}` +
    `${corner(-radius, ry)}h${2 * radius - width}${corner(-radius, -ry)}v${2 * ry - height}${corner(radius, -ry)}z`;
  return html`<svg class="guide" part="guide" aria-hidden="true">
    ${svg`<path class="shade" fill-rule="evenodd" d=${`M0 0h9999v9999H0z${hole}`} />
    <path class=${isReady ? 'edge ready' : 'edge'} d=${hole} />
    <path class="filling" pathLength="100" stroke-dasharray="0 101" d=${hole} />
    <g class="outline" part="outline"><path class="halo" /><path /></g>`}
  </svg>`;
}

function chipOf({ text }: Scene, view: CameraScreenView, { hint }: Live): TemplateResult {
  if (view.phase !== 'live') {
    const words = text(view.phase === 'opening' ? 'opening' : 'looking');
    return html`<span class="spinner small"></span>${words}`;
  }
  return html`${icon(symbols[(hint ?? 'no_document') as PictureHint])}${text(hint ? `hint_${hint}` : 'place')}`;
}

const round = (
  part: string,
  label: string,
  path: string,
  onClick: () => void,
  isOn?: boolean,
): TemplateResult =>
  html`<button
    class="round"
    part=${part}
    type="button"
    aria-label=${label}
    aria-pressed=${isOn === undefined ? nothing : isOn}
    @click=${onClick}
  >
    ${icon(path)}
  </button>`;

/** Full and dark: the picture, the frame to fill, one hint, the shutter. */
export function cameraScreen(view: CameraScreenView, scene: CaptureScene): TemplateResult {
  const { text, send, live } = scene;
  const { look = '', chip, note, shutter, voice } = scene.pieces ?? {};
  const isLive = view.phase === 'live';
  const layout = live?.layout ?? null;
  const isGood = isLive && (live?.hint === 'ready' || live?.hint === 'taking');
  const shoot = (): void => {
    if (isLive && !shutter) send({ type: 'shutter' });
  };
  const onKey = (event: KeyboardEvent): void => {
    const isControl = (event.target as Element).closest('button') !== null;
    if (isControl || event.repeat || (event.key !== ' ' && event.key !== 'Enter')) return;
    event.preventDefault();
    shoot();
  };
  const onCancel = (event: Event): void => {
    event.preventDefault();
    send({ type: 'back' });
  };
  const chipAt = layout ? `--guide-top:${Math.round(layout.guide.y)}px` : '';
  return html`<dialog
    class="camera ${view.phase} ${layout?.fit ?? 'cover'} ${live?.isMirrored ? 'mirrored' : ''} ${look}"
    part="camera"
    aria-labelledby="title"
    .style=${chipAt}
    @cancel=${onCancel}
    @keydown=${onKey}
  >
    ${live?.video ?? nothing} ${layout ? guideOf(layout, isLive && live?.hint === 'ready') : nothing}
    <header part="header">
      ${progressLine(scene, view.progress)}
      <div class="bar">
        ${round('back-button', text('back'), 'M15 5l-7 7l7 7', () => send({ type: 'back' }))}
        ${heading(text('camera_title', { document: sideOf(scene, view.document) }))}
        ${
          live?.auto
            ? round(
                'auto-button',
                text('auto'),
                live.auto === 'on' ? automatic : `${automatic}M3 21L21 3`,
                () => send({ type: 'auto' }),
                live.auto === 'on',
              )
            : nothing
        }
      </div>
    </header>
    <div class="free"></div>
    <div class="chip ${isGood ? 'ready' : ''}" part="hint" aria-hidden="true">
      ${chip ?? (live ? chipOf(scene, view, live) : nothing)}
    </div>
    <p class="unseen" role="status">${voice ?? voiceOf(scene, view, live)}</p>
    ${note}
    <div class="controls" part="controls">
      ${
        live?.canTorch
          ? round(
              'torch-button',
              text(live.isTorchOn ? 'torch_off' : 'torch_on'),
              'M13 3L6 13h5l-1 8l8-11h-5z',
              () => send({ type: 'torch' }),
              live.isTorchOn,
            )
          : html`<span></span>`
      }
      ${
        shutter ??
        html`<button
        class="shutter"
        part="shutter"
        type="button"
        aria-label=${text('shutter')}
        aria-disabled=${isLive ? 'false' : 'true'}
        @click=${shoot}
      ></button>`
      }
      ${
        live?.canSwitchLens
          ? round(
              'lens-button',
              text('lens'),
              'M4 12a8 8 0 0 1 14-5l2 2M20 4v5h-5M20 12a8 8 0 0 1-14 5l-2-2M4 20v-5h5',
              () => send({ type: 'lens' }),
            )
          : html`<span></span>`
      }
    </div>
  </dialog>`;
}

function voiceOf({ text }: Scene, { phase }: CameraScreenView, live: Live | null): string {
  if (phase !== 'live') return text(phase === 'opening' ? 'opening' : 'looking');
  return text(live?.voiced ? `hint_${live.voiced}` : 'place');
}
