import type { TemplateResult } from 'lit';
import type { LivenessReport, LivenessRound, ManualReason } from '../../../server/contract/liveness.ts';
import { KycError, toKycError } from '../../errors.ts';
import type { CameraScreenView, Source } from '../../flow/capture/types.ts';
import { currentStep } from '../../flow/steps.ts';
import type { Step } from '../../flow/types.ts';
import { enFace } from '../../i18n/en-face.ts';
import type { FaceEngine } from '../../liveness/index.ts';
import { faceCamera, focusShutter } from '../../screens/face.ts';
import { faceStyles } from '../../screens/face-styles.ts';
import type { CaptureScene, Intent } from '../../screens/scene.ts';
import type { FaceLive } from '../face-live.ts';
import { FaceLoader, type MakeEngine } from '../face-loader.ts';
import { FaceNotes } from '../face-notes.ts';
import { digestOf, FaceRounds } from '../face-rounds.ts';
import { bestStill } from '../face-still.ts';
import { guideFace, type Passed } from '../face-watch.ts';
import type { Part, PartHost } from '../part.ts';
import type { CameraView } from '../ports.ts';
import type { Scenery, Watcher } from '../room.ts';
import type { CaptureTools, FaceHelper } from './capture-helper.ts';

/** What takes no longer is not worth a word, which would have to stay long enough to be read. Milliseconds. */
const QUICK_MS = 700;
/** Somebody who presses at once has their camera before anything else. Milliseconds. */
const WARM_PAUSE_MS = 500;
/** After this the person may take the picture themselves: something takes longer than it should. Milliseconds. */
const PATIENCE_MS = 8_000;
/** And after this nobody waits for the files any more. */
const LOADING_MS = 60_000;
/** An engine that broke is made anew this often while the camera is open; then the device cannot keep one alive. */
const BREAKS = 2;
/** How long it is said that another round begins. */
const PAUSE_MS = 2_500;

const begun: FaceLive = { mode: 'loading', share: 0, challenge: null, done: 0, total: 0, canSkip: false };

/** How the picture that was taken last came about. */
type Taken =
  | { readonly route: 'guided'; readonly passed: Passed }
  | { readonly route: 'manual'; readonly reason: ManualReason };

/** Follows a face: frames it, asks for movements, chooses the picture; or says why it could not. */
export class FaceWorker implements FaceHelper {
  live: FaceLive = begun;
  private readonly _host: PartHost;
  private readonly _loader: FaceLoader;
  private readonly _rounds: FaceRounds;
  /** Slots whose picture the person wants to take themselves. */
  private readonly _byHand = new Set<string>();
  private readonly _notes = new Map<string, FaceNotes>();
  private _taken: Taken | null = null;
  private _isFocusLost = false;
  /** Fires when the flow is over. */
  private _over = new AbortController();
  /** Changes to the manual way, while a watch goes on. */
  private _giveUp: ((reason: ManualReason) => void) | null = null;

  constructor(host: PartHost, make: MakeEngine) {
    this._host = host;
    this._loader = new FaceLoader(make, host);
    this._rounds = new FaceRounds(() => host.server());
  }

  /** Fetches the files while the person is still elsewhere. A failure is told when the step needs them. */
  warm(): void {
    this._warm(this._over.signal).catch(() => undefined);
  }

  watcherOf(step: Step): Watcher | undefined {
    if (step.kind !== 'selfie') return undefined;
    return {
      watch: (scenery, signal) => void this._watch(step, scenery, signal),
      still: (view, signal) => this._still(step, view, signal),
    };
  }

  cameraScreen(view: CameraScreenView, scene: CaptureScene, tools: CaptureTools): TemplateResult {
    return faceCamera(view, scene, this.live, tools);
  }

  /** Says how the picture that is about to be sent came about. */
  async beforeUpload(step: Step, file: Blob, source: Source, signal: AbortSignal): Promise<void> {
    const { slot } = step;
    if (step.kind !== 'selfie' || !slot || !step.liveness) return;
    const taken: Taken | null = source === 'file' ? { route: 'manual', reason: 'file' } : this._taken;
    if (!taken) return;
    const sha256 = await digestOf(file);
    const report: LivenessReport = {
      slot,
      ...(taken.route === 'guided' && sha256
        ? { route: 'guided', nonce: taken.passed.nonce, challenges: [...taken.passed.records] }
        : {
            route: 'manual',
            nonce: null,
            challenges: [],
            reason: taken.route === 'manual' ? taken.reason : 'no_engine',
          }),
      ...(sha256 && { sha256 }),
      signals: source === 'file' ? null : this._notesOf(step).signals(),
    };
    const { isOver } = await this._rounds.tell(report, signal);
    // Another page has used the round: the person takes another picture, after the one that is open now.
    if (isOver) throw new KycError('upload_missing');
  }

  perform(): void {}

  handle({ type }: Intent): boolean {
    if (type !== 'face_manual') return false;
    const { state } = this._host;
    const slot = 'journey' in state && state.journey ? currentStep(state.journey)?.slot : undefined;
    if (slot) this._byHand.add(slot);
    this._isFocusLost = true;
    this._giveUp?.('person');
    return true;
  }

  /** The button that was pressed is gone, and the focus with it. */
  drawn(root: ParentNode): void {
    if (!this._isFocusLost || this.live.mode !== 'manual') return;
    this._isFocusLost = false;
    focusShutter(root);
  }

  screen(): null {
    return null;
  }

  stop(): void {
    this._over.abort();
    this._over = new AbortController();
    this._giveUp = null;
    this._dropPicture();
    this._rounds.clear();
    this._byHand.clear();
    this._notes.clear();
    this._loader.close();
  }

  /** Compiling takes every core for a moment, which a camera that is opening needs more. */
  private async _warm(signal: AbortSignal): Promise<void> {
    const { clock } = this._host;
    do await clock.sleep(WARM_PAUSE_MS, signal);
    while (this._host.state.name === 'opening');
    const { state } = this._host;
    const steps = 'journey' in state && state.journey ? state.journey.steps : [];
    const step = steps.find(({ kind, done }) => kind === 'selfie' && !done);
    if (step && !this._obstacle(step)) await this._open(step, signal);
  }

  private _set(change: Partial<FaceLive>): void {
    this.live = { ...this.live, ...change };
    this._host.changed();
  }

  private _notesOf({ slot = '' }: Step): FaceNotes {
    const notes = this._notes.get(slot) ?? new FaceNotes();
    this._notes.set(slot, notes);
    return notes;
  }

  private _dropPicture(): void {
    if (this._taken?.route === 'guided') this._taken.passed.best.drop();
    this._taken = null;
  }

  /** Why a face cannot be followed; null where it can. */
  private _obstacle(step: Step): ManualReason | null {
    if (!step.liveness?.modelUrl) return 'no_model';
    if (!this._rounds.of(step)) return 'tries_used';
    return this._byHand.has(step.slot ?? '') ? 'person' : null;
  }

  private _open(step: Step, signal: AbortSignal, onShare?: (share: number) => void): Promise<FaceEngine> {
    return this._loader.open(step.liveness?.modelUrl ?? '', signal, onShare);
  }

  private async _watch(step: Step, scenery: Scenery, signal: AbortSignal): Promise<void> {
    this._dropPicture();
    const notes = this._notesOf(step);
    notes.camera(scenery.view);
    const manual = (reason: ManualReason): void => {
      if (signal.aborted || this.live.mode === 'manual') return;
      this._giveUp = null;
      this._taken = { route: 'manual', reason };
      stop.abort();
      this._set({ mode: 'manual', challenge: null, canSkip: false });
      scenery.fill(0, false);
      scenery.judge();
    };
    /** Ends what follows the face, while the picture stays live. */
    const stop = new AbortController();
    signal.addEventListener('abort', () => stop.abort(), { once: true });
    this._giveUp = manual;
    const round = this._rounds.of(step);
    const obstacle = this._obstacle(step);
    // Where no movements could be asked for, nothing is said of them.
    this._set({ ...begun, total: obstacle === 'no_model' ? 0 : (round?.challenges.length ?? 0) });
    if (obstacle || !round) {
      manual(obstacle ?? 'tries_used');
      return;
    }
    // Files that are there need no word.
    const slow = setTimeout(() => scenery.say('getting_ready', true), QUICK_MS);
    const impatient = setTimeout(() => this._set({ canSkip: true }), PATIENCE_MS);
    const late = setTimeout(() => manual('no_engine'), LOADING_MS);
    try {
      const engine = await this._open(step, stop.signal, (share) => {
        if (this.live.mode !== 'loading' || stop.signal.aborted) return;
        scenery.fill(share, false);
        // Another number only where another one is shown.
        const shown = Math.round(share * 100) / 100;
        if (shown !== this.live.share) this._set({ share: shown });
      });
      if (stop.signal.aborted) return;
      clearTimeout(slow);
      clearTimeout(late);
      notes.engine(engine);
      this._guide({ step, scenery, engine, manual, breaks: 0, signal: stop.signal }, round);
    } catch {
      if (!stop.signal.aborted) manual('no_engine');
    } finally {
      clearTimeout(slow);
      clearTimeout(late);
      stop.signal.addEventListener('abort', () => clearTimeout(impatient), { once: true });
    }
  }

  private _guide(watch: Watch, round: LivenessRound): void {
    const { step, scenery, engine, manual, signal } = watch;
    const notes = this._notesOf(step);
    const { page } = this._host;
    this._set({ mode: 'guided', challenge: null, done: 0, total: round.challenges.length });
    guideFace(
      scenery,
      engine,
      round,
      {
        onChange: ({ challenge, done }) => {
          if (done > this.live.done) page.vibrate();
          if (challenge !== this.live.challenge || done !== this.live.done) this._set({ challenge, done });
        },
        onReading: (reading, tookMs, guide) => notes.reading(reading, tookMs, guide),
        onPassed: (passed) => {
          notes.camera(scenery.view);
          this._taken = { route: 'guided', passed };
          this._host.send({ type: 'shutter', by: 'auto' });
        },
        onFailed: (records) => void this._again(watch, round, records),
        onBroken: () => {
          if (watch.breaks >= BREAKS) {
            manual('no_engine');
            return;
          }
          this._open(step, signal).then(
            () => this._guide({ ...watch, breaks: watch.breaks + 1 }, round),
            () => manual('no_engine'),
          );
        },
      },
      signal,
    );
  }

  /** Tells the server that a round has failed, and goes on with the next one. */
  private async _again(watch: Watch, { nonce }: LivenessRound, records: Passed['records']): Promise<void> {
    const { step, scenery, manual, signal } = watch;
    const slot = step.slot ?? '';
    this._set({ challenge: null, done: 0, canSkip: true });
    scenery.say('try_again', true);
    scenery.fill(0, false);
    const signals = this._notesOf(step).signals();
    const report: LivenessReport = { slot, route: 'guided', nonce, challenges: [...records], signals };
    try {
      const [{ next }] = await Promise.all([
        this._rounds.tell(report, signal),
        this._host.clock.sleep(PAUSE_MS, signal),
      ]);
      if (next) this._guide(watch, next);
      else manual('tries_used');
    } catch (thrown) {
      if (!signal.aborted) this._host.send({ type: 'failed', code: toKycError(thrown, 'network').code });
    }
  }

  private async _still(step: Step, view: CameraView, signal: AbortSignal): Promise<Blob | null> {
    const taken = this._taken;
    if (taken?.route !== 'guided') return null;
    const engine = await this._open(step, signal).catch(() => null);
    return engine && bestStill(view, taken.passed.best, engine, signal);
  }
}

/** One watch of the live picture. */
interface Watch {
  readonly step: Step;
  readonly scenery: Scenery;
  readonly engine: FaceEngine;
  readonly manual: (reason: ManualReason) => void;
  /** Engines that have broken so far. */
  readonly breaks: number;
  readonly signal: AbortSignal;
}

export const facePart = (make: MakeEngine): Part => ({
  // The capture part plays this step, by its own rules.
  flow: { begin: (journey) => ({ name: 'fetching', journey }), enter: {}, on: {}, view: {} },
  messages: enFace,
  styles: faceStyles,
  begin: (host) => new FaceWorker(host, make),
});
