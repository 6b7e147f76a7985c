import { render } from 'lit';
import type { CameraScreenView } from '../flow/capture/types.ts';
import { en } from '../i18n/en.ts';
import { enCapture } from '../i18n/en-capture.ts';
import { enFace } from '../i18n/en-face.ts';
import { enProof } from '../i18n/en-proof.ts';
import { type Locale, loadMessages, textOf } from '../i18n/text.ts';
import { layOut } from '../runtime/camera-geometry.ts';
import type { FaceLive } from '../runtime/face-live.ts';
import type { CaptureTools } from '../runtime/parts/capture-helper.ts';
import { PictureStore } from '../runtime/picture-store.ts';
import type { Live } from '../runtime/room.ts';
import { captureScreen } from '../screens/capture.ts';
import { captureStyles } from '../screens/capture-styles.ts';
import { faceCamera } from '../screens/face.ts';
import { faceStyles } from '../screens/face-styles.ts';
import { Overlay } from '../screens/overlay.ts';
import { offerButton } from '../screens/picker.ts';
import { proofStyles } from '../screens/proof-styles.ts';
import type { Intent } from '../screens/scene.ts';
import { Stage } from '../screens/stage.ts';
import { adopt, styles, tokens } from '../styles.ts';

const tools: CaptureTools = { captureScreen, offerButton, pictures: new PictureStore() };

export const faceLive = (changes: Partial<FaceLive> = {}): FaceLive => ({
  mode: 'guided',
  share: 1,
  challenge: null,
  done: 0,
  total: 3,
  canSkip: true,
  ...changes,
});

/** A moment of the camera's screen. */
export interface Moment {
  readonly face?: Partial<FaceLive>;
  readonly live?: Partial<Live>;
  readonly phase?: CameraScreenView['phase'];
  /** Of the filling of the oval, 0..1. */
  readonly fit?: number;
}

/** The camera's screen of a face as it stands in the element, without the element: its styles, its stage and its overlay. */
export class FaceStage {
  readonly host = document.createElement('div');
  readonly said: Intent[] = [];
  readonly root: ShadowRoot;
  private readonly _inner = document.createElement('div');
  private readonly _overlay = new Overlay();
  private readonly _stage: Stage;
  private _text = textOf({ ...enCapture, ...enProof, ...enFace });
  private _locale: Locale = 'en';
  private _layout: Live['layout'] = null;
  private _moment: Moment = {};

  /** `video`: what the camera shows. Without one the picture is as upright or as wide as the window, as a device's is. */
  constructor(readonly video: HTMLVideoElement | null = null) {
    this.host.style.cssText = 'display:grid;height:100vh';
    this.root = this.host.attachShadow({ mode: 'open' });
    adopt(this.root, [tokens, styles, captureStyles, proofStyles, faceStyles], '');
    this._inner.className = 'root';
    this.root.append(this._inner);
    document.body.append(this.host);
    this._stage = new Stage((stage, free) => {
      const [width, height] = stage.width > stage.height ? [1280, 720] : [720, 1280];
      const shown = { width: video?.videoWidth || width, height: video?.videoHeight || height };
      this._layout = layOut({ stage, free, video: shown, shape: 'oval', isMirrored: true });
      this._draw();
    });
  }

  /** Any locale; English without. */
  async speak(locale: Locale): Promise<void> {
    this._text = textOf((await loadMessages(locale)) ?? { ...en, ...enCapture, ...enProof, ...enFace });
    this._locale = locale;
  }

  show(moment: Moment): void {
    this._moment = moment;
    this._draw();
    const dialog = this.root.querySelector('dialog');
    this._stage.hold(dialog);
    this._overlay.hold(dialog);
    this._overlay.show({ corners: null, isGood: false, progress: moment.fit ?? 0 });
  }

  remove(): void {
    this._stage.hold(null);
    this.host.remove();
  }

  get(selector: string): HTMLElement {
    const found = this.root.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`no ${selector}`);
    return found;
  }

  has(selector: string): boolean {
    return this.root.querySelector(selector) !== null;
  }

  words(selector: string): string {
    return this.get(selector).textContent?.replace(/\s+/g, ' ').trim() ?? '';
  }

  private _draw(): void {
    const { face, live, phase = 'live' } = this._moment;
    const view: CameraScreenView = {
      screen: 'camera',
      document: { type: 'other', side: null },
      phase,
      progress: { current: 2, total: 3, fraction: 0.5 },
    };
    const scene = {
      text: this._text,
      locale: this._locale,
      send: (intent: Intent) => this.said.push(intent),
      redirectUrl: null,
      canRestart: false,
      picture: () => null,
      live: {
        video: this.video,
        isMirrored: true,
        canTorch: false,
        isTorchOn: false,
        canSwitchLens: false,
        layout: this._layout,
        hint: null,
        voiced: live?.hint ?? null,
        auto: null,
        ...live,
      },
    };
    render(faceCamera(view, scene, faceLive(face), tools), this._inner);
  }
}
