import { KycError } from '../errors.ts';
import type { Camera, CameraView, Facing } from '../runtime/ports.ts';
import { requestAny, requestDevice, stopStream, towards } from './constraints.ts';
import { betterLens, listLenses } from './lenses.ts';
import { Prompt } from './prompt.ts';
import { createVideo } from './video.ts';
import { LiveView } from './view.ts';
import { withLimit } from './waiting.ts';

/** What the camera needs of the browser. */
export interface CameraEnvironment {
  readonly isSecureContext: boolean;
  /** Undefined in insecure contexts, and in the web views of apps that have no camera. */
  readonly mediaDevices: Pick<MediaDevices, 'getUserMedia' | 'enumerateDevices'> | undefined;
  /** True where another camera can be opened without asking the person again. */
  isGranted(): Promise<boolean>;
}

/** Some browsers answer only once the page is in front. Milliseconds. */
const LIST_LIMIT_MS = 1000;

const browser: CameraEnvironment = {
  get isSecureContext() {
    return globalThis.isSecureContext;
  },
  get mediaDevices() {
    return navigator.mediaDevices;
  },
  async isGranted() {
    // Firefox knew no such name for long, and asks for every camera; Safari has no permissions before version 16.
    const { state } = await navigator.permissions.query({ name: 'camera' as PermissionName });
    return state === 'granted';
  },
};

/** Everything between the first wish for a camera and its release. */
interface Session {
  readonly facing: Facing;
  readonly end: AbortController;
  /** Shows the stream as soon as there is one. */
  readonly video: HTMLVideoElement;
  readonly ready: Promise<LiveView>;
  /** Callers that wait. When the last of them leaves before the view was handed out, the session is over. */
  waiting: number;
  isHandedOut: boolean;
}

/** One camera for the whole flow: one stream, one prompt, however often it is asked for. Opens nothing by itself. */
export const createCamera = (environment: CameraEnvironment = browser): Camera =>
  new DeviceCamera(environment);

class DeviceCamera implements Camera {
  private _session: Session | null = null;
  private readonly _prompt = new Prompt();
  private readonly _environment: CameraEnvironment;

  constructor(environment: CameraEnvironment) {
    this._environment = environment;
  }

  open(
    facing: Facing,
    signal: AbortSignal,
    onVideo?: (video: HTMLVideoElement) => void,
  ): Promise<CameraView> {
    if (signal.aborted) return Promise.reject(new KycError('aborted'));
    // Phones have one side open at a time.
    if (this._session?.facing !== facing) this.release();
    const session = this._session ?? this._start(facing);
    this._session = session;
    onVideo?.(session.video);
    return this._join(session, signal);
  }

  release(): void {
    const session = this._session;
    this._session = null;
    session?.end.abort();
  }

  private _join(session: Session, signal: AbortSignal): Promise<CameraView> {
    session.waiting += 1;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        session.waiting -= 1;
        if (session.waiting === 0 && !session.isHandedOut) this._finish(session);
        reject(new KycError('aborted'));
      };
      signal.addEventListener('abort', leave, { once: true });
      const arrive = (): boolean => {
        if (signal.aborted) return false;
        signal.removeEventListener('abort', leave);
        session.waiting -= 1;
        return true;
      };
      session.ready.then(
        (view) => {
          if (!arrive()) return;
          if (session.end.signal.aborted) {
            reject(new KycError('aborted'));
            return;
          }
          session.isHandedOut = true;
          view.resume();
          resolve(view);
        },
        (thrown: unknown) => {
          if (arrive()) reject(thrown);
        },
      );
    });
  }

  private _start(facing: Facing): Session {
    const end = new AbortController();
    const video = createVideo(document);
    const ready = this._prepare(facing, end, video);
    const session: Session = { facing, end, video, ready, waiting: 0, isHandedOut: false };
    ready.catch(() => this._finish(session));
    end.signal.addEventListener('abort', () => this._finish(session));
    return session;
  }

  private _finish(session: Session): void {
    if (this._session === session) this._session = null;
    session.end.abort();
  }

  /**
   * Opens a better lens than the browser chose, before anybody has seen a picture; stays with that one where it cannot be had without a
   * second prompt, or fails.
   */
  private async _improve(
    view: LiveView,
    devices: readonly MediaDeviceInfo[],
    facing: Facing,
    signal: AbortSignal,
  ): Promise<void> {
    const better = betterLens(devices, facing, view.deviceId);
    if (!better || !(await withLimit(this._environment.isGranted(), LIST_LIMIT_MS))) return;
    await view.chooseLens(better, signal).catch((thrown: unknown) => {
      if (signal.aborted || view.isLost) throw thrown;
    });
  }

  /** Runs to the browser's prompt without a pause, as the person's tap counts in the same task only. */
  private async _prepare(facing: Facing, end: AbortController, video: HTMLVideoElement): Promise<LiveView> {
    const { mediaDevices, isSecureContext } = this._environment;
    if (!mediaDevices?.getUserMedia) {
      throw new KycError(isSecureContext ? 'camera_unsupported' : 'insecure_context');
    }
    const stream = await this._prompt.ask(
      facing,
      (isWanted) => requestAny(mediaDevices, towards(facing), isWanted),
      end.signal,
    );
    if (end.signal.aborted) {
      stopStream(stream);
      throw new KycError('aborted');
    }
    const view = new LiveView({
      video,
      stream,
      facing,
      openLens: (id, signal) => this._prompt.ask(`lens ${id}`, () => requestDevice(mediaDevices, id), signal),
      onClosed: () => end.abort(),
    });
    end.signal.addEventListener('abort', () => view.close());
    try {
      await view.ready();
      // Labels are there once permission was given, and the first picture comes before everything else.
      const devices = await withLimit(mediaDevices.enumerateDevices(), LIST_LIMIT_MS);
      if (end.signal.aborted) throw new KycError('aborted');
      await this._improve(view, devices ?? [], facing, end.signal);
      view.lenses = listLenses(devices ?? [], facing, view.deviceId);
      return view;
    } catch (thrown) {
      view.close();
      throw view.isLost ? new KycError('camera_failed', { cause: thrown }) : thrown;
    }
  }
}
