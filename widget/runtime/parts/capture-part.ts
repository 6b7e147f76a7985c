import type { TemplateResult } from 'lit';
import { KycError } from '../../errors.ts';
import { capture } from '../../flow/capture/part.ts';
import type { CaptureEffect, PictureId } from '../../flow/capture/types.ts';
import { currentStep } from '../../flow/steps.ts';
import type { Effect, FlowEvent, FlowState, Step, View } from '../../flow/types.ts';
import { enCapture } from '../../i18n/en-capture.ts';
import { captureScreen } from '../../screens/capture.ts';
import { captureStyles } from '../../screens/capture-styles.ts';
import { Overlay } from '../../screens/overlay.ts';
import { offerButton } from '../../screens/picker.ts';
import type { Intent, Scene } from '../../screens/scene.ts';
import { Stage } from '../../screens/stage.ts';
import type { CodeSearch } from '../code-search.ts';
import type { Part, PartHost, Worker } from '../part.ts';
import { PictureStore } from '../picture-store.ts';
import type { Camera, Pictures, Quality, Server, UploadProgress, Uploads } from '../ports.ts';
import { CaptureRoom, type Judged } from '../room.ts';
import { documentOf } from '../subject.ts';
import type { CaptureHelper } from './capture-helper.ts';

/** The camera's screen is drawn when the camera has answered, or after this, in milliseconds. */
const CAMERA_PATIENCE_MS = 150;

/** What the part needs of the world. */
export interface CapturePorts {
  readonly camera: Camera;
  readonly quality: Quality;
  readonly pictures: Pictures;
  uploadsTo(server: Server): Uploads;
  /** What reads the codes on documents, fetched when a step has one. */
  codes(): Promise<CodeSearch>;
}

type EffectOf<T extends CaptureEffect['type']> = Extract<CaptureEffect, { type: T }>;
type CameraEffect = EffectOf<'open_camera' | 'watch_frames' | 'take_picture' | 'check_file'>;

export class CaptureWorker implements Worker {
  readonly room: CaptureRoom;
  readonly pictures = new PictureStore();
  private readonly _host: PartHost;
  private readonly _ports: CapturePorts;
  private _stage: Stage | undefined;
  private _overlay: Overlay | undefined;
  /** Null where it could not be fetched. */
  private _codes: Promise<CodeSearch | null> | undefined;

  constructor(host: PartHost, ports: CapturePorts) {
    const { settings, page } = host;
    this._host = host;
    this._ports = ports;
    this.room = new CaptureRoom({
      ...ports,
      clock: host.clock,
      strictness: () =>
        settings.quality === 'strict' || settings.quality === 'relaxed' ? settings.quality : 'normal',
      subjectOf: (step) =>
        this._helper?.subjectOf(step) ?? { ...documentOf(step), thresholds: numbersIn(settings.thresholds) },
      watcherOf: (step) => this._helper?.watcherOf(step),
      canAuto: () => settings.autoCapture !== 'off',
      isStraightened: () => settings.rectify === true,
      onHint: (code) => host.announce({ name: 'hint', detail: { code } }),
      onTrack: (track) => this._overlay?.show(track),
      onMoment: () => host.send({ type: 'shutter', by: 'auto' }),
      onLost: () => host.send({ type: 'camera_lost', hidden: page.isHidden() }),
      onChange: () => host.changed(),
    });
  }

  warm(): void {
    this.room.warm();
  }

  perform(effect: Effect): void {
    const { run, abort, page } = this._host;
    switch (effect.type) {
      case 'open_camera':
      case 'watch_frames':
      case 'take_picture':
      case 'check_file':
        if ('step' in effect && effect.step.code) void this._fetchCodes();
        run('camera', 'camera_failed', (signal) => this._capture(effect, signal));
        break;
      case 'release_camera':
        abort('camera');
        this.room.release();
        break;
      case 'drop_pictures':
        this._drop();
        break;
      case 'upload':
        run('server', 'upload_failed', (signal) => this._upload(effect, signal));
        break;
      case 'vibrate':
        page.vibrate();
        break;
    }
  }

  handle(intent: Intent): boolean {
    switch (intent.type) {
      case 'pick':
        this._pick(intent.file);
        return true;
      case 'torch':
        void this.room.toggleTorch();
        return true;
      case 'lens':
        void this.room.nextLens();
        return true;
      case 'auto':
        this.room.toggleAuto();
        return true;
      default:
        return false;
    }
  }

  screen(view: View, scene: Scene): TemplateResult | null {
    const { room, pictures } = this;
    const whole = { ...scene, picture: (id: PictureId) => pictures.url(id), live: room.live };
    return (
      this._helper?.pictureScreen(view, whole, { captureScreen, offerButton, pictures }) ??
      captureScreen(view, whole)
    );
  }

  /**
   * The browser opens a camera in several steps, each of which waits for the page. On an old phone the camera's screen takes
   * longer than they do, so that it is drawn when the camera has answered, or when the person would begin to wonder.
   */
  beforeDrawing({ name }: FlowState): Promise<void> | undefined {
    return name === 'opening' ? this.room.answered(CAMERA_PATIENCE_MS) : undefined;
  }

  drawn(root: ParentNode): void {
    const dialog = root.querySelector<HTMLDialogElement>('dialog.camera');
    if (dialog) {
      this._stage ??= new Stage((stage, free) => this.room.setStage(stage, free));
      this._overlay ??= new Overlay();
    }
    this._stage?.hold(dialog);
    this._overlay?.hold(dialog);
  }

  stop(): void {
    this._stage?.hold(null);
    this._overlay?.hold(null);
    void this._codes?.then((codes) => codes?.close());
    this.room.close();
    this._drop();
  }

  private _drop(): void {
    this.pictures.clear();
    this.room.original = null;
    void this._codes?.then((codes) => codes?.forget());
  }

  /** Knows more of other pictures than those of documents. */
  private get _helper(): CaptureHelper | undefined {
    return this._host.worker('proof') as CaptureHelper | undefined;
  }

  private async _check(file: Blob, step: Step, signal: AbortSignal): Promise<Judged> {
    return (await this._helper?.check(file, step)) ?? this.room.check(file, step, signal);
  }

  /** A file that the person chose. Forgotten at once where no picture is wanted. */
  private _pick(file: Blob): void {
    const id = this.pictures.add(file);
    this._host.send({ type: 'file_chosen', file: id });
    if (this._host.state.name !== 'checking') this.pictures.drop(id);
  }

  private async _capture(effect: CameraEffect, signal: AbortSignal): Promise<FlowEvent | null> {
    const { room } = this;
    switch (effect.type) {
      case 'open_camera':
        await room.open(effect.step, signal);
        return { type: 'camera_opened' };
      case 'watch_frames':
        room.watch(effect.auto, signal);
        return null;
      case 'take_picture':
        return this._keep(await room.take(effect.step, signal), signal);
      case 'check_file':
        return this._keep(await this._check(this._picture(effect.file), effect.step, signal), signal);
    }
  }

  private async _upload({ slot, picture }: EffectOf<'upload'>, signal: AbortSignal): Promise<FlowEvent> {
    const { server, send } = this._host;
    const report = ({ loaded, total }: UploadProgress): void => {
      if (!signal.aborted) send({ type: 'progress', loaded, total });
    };
    const file = this._picture(picture);
    const { state } = this._host;
    if (this._step && state.name === 'uploading')
      await this._helper?.beforeUpload(this._step, file, state.source, signal);
    await this._ports.uploadsTo(server()).send(slot, file, report, signal);
    await this._tellCode(slot, signal);
    return { type: 'uploaded' };
  }

  /** The judged picture takes the place of every other one. */
  private _keep({ blob, verdict }: Judged, signal: AbortSignal): FlowEvent | null {
    if (signal.aborted) return null;
    this.pictures.clear();
    if (verdict.ok) this._readCode();
    return { type: 'judged', picture: this.pictures.add(blob), verdict };
  }

  /** Asked for again where it could not be fetched: the picture is good without. */
  private _fetchCodes(): Promise<CodeSearch | null> {
    this._codes ??= this._ports.codes().then(
      (codes) => {
        codes.warm();
        return codes;
      },
      () => {
        this._codes = undefined;
        return null;
      },
    );
    return this._codes;
  }

  /** While the person looks at the picture. */
  private _readCode(): void {
    const { original } = this.room;
    if (!original || !this._step?.code) return;
    void this._fetchCodes().then((codes) => {
      if (this.room.original === original) codes?.begin(original);
    });
  }

  private async _tellCode(slot: string, signal: AbortSignal): Promise<void> {
    const codes = this._step?.code ? await this._codes : null;
    const fields = await codes?.deliver(this._host.server(), slot, signal);
    if (fields) this._host.worker('form')?.prefill?.(fields);
  }

  private get _step(): Step | undefined {
    const { state } = this._host;
    return 'journey' in state && state.journey ? currentStep(state.journey) : undefined;
  }

  private _picture(id: PictureId): Blob {
    const picture = this.pictures.get(id);
    if (!picture) throw new KycError('file_unreadable');
    return picture;
  }
}

/** A plain copy: what frameworks watch for changes cannot be sent to a worker. */
const numbersIn = (values: object | null | undefined): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(values ?? {}).filter(([, value]) => Number.isFinite(value)));

/** The part, given its world; asked once for every flow. */
export const capturePart = (portsOf: (host: PartHost) => CapturePorts): Part => ({
  flow: capture,
  messages: enCapture,
  styles: captureStyles,
  begin: (host) => new CaptureWorker(host, portsOf(host)),
});
