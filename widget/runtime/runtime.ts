import type { Flow } from '../../server/contract/flow.ts';
import type { createApi } from '../api/client.ts';
import { KycError, toKycError } from '../errors.ts';
import { initialState, transition } from '../flow/machine.ts';
import type { Announcement, Effect, EffectType, FlowEvent, FlowState, PictureId } from '../flow/types.ts';
import type { LiveHint } from './hints.ts';
import { Lanes } from './lanes.ts';
import type { Page } from './page.ts';
import { PictureStore } from './picture-store.ts';
import type { Clock, UploadProgress, Uploads } from './ports.ts';
import type { CaptureRoom, Judged } from './room.ts';

export interface RoomHooks {
  readonly onHint: (hint: LiveHint) => void;
  readonly onLost: () => void;
  readonly onChange: () => void;
}

export type Server = ReturnType<typeof createApi>;

export interface RuntimePorts {
  readonly clock: Clock;
  readonly page: Page;
  /** The server, with the settings of this moment; asked once at every start. Nothing is asked of it after the signal. */
  connect(signal: AbortSignal): Server;
  /** Fetches the parts of the capture step. Rejects with `network`; asked again after that. */
  loadCapture(hooks: RoomHooks): Promise<Capture>;
}

/** What comes with the second chunk. */
export interface Capture {
  readonly room: CaptureRoom;
  uploadsTo(api: Server): Uploads;
}

export interface RuntimeHooks {
  /** Something that a screen shows has changed. */
  readonly changed: () => void;
  readonly announce: (announcement: Announcement | { name: 'hint'; detail: { code: LiveHint } }) => void;
}

type EffectOf<T extends EffectType> = Extract<Effect, { type: T }>;
type CameraEffect = EffectOf<'open_camera' | 'watch_frames' | 'take_picture' | 'check_file'>;

/** Performs what the machine wants done, and tells it what came of it. One to a flow; nothing is shared. */
export class Runtime {
  state: FlowState = initialState;
  /** Null until the parts of the capture step are there. */
  room: CaptureRoom | null = null;
  /** What the server said of the flow, for the screens; it may name addresses and so is no part of the state. */
  flow: Flow | null = null;
  readonly pictures = new PictureStore();

  private readonly _ports: RuntimePorts;
  private readonly _hooks: RuntimeHooks;
  private readonly _lanes = new Lanes((event) => this.send(event));
  private readonly _events: FlowEvent[] = [];
  private readonly _unlisten: () => void;
  private _isSending = false;
  private _isOver = false;
  private _loading: Promise<Capture> | null = null;
  private _api: Server | null = null;
  /** Fires when the server is no longer needed. */
  private _session = new AbortController();

  constructor(ports: RuntimePorts, hooks: RuntimeHooks) {
    this._ports = ports;
    this._hooks = hooks;
    this._unlisten = ports.page.onShown(() => this.send({ type: 'page_shown' }));
  }

  /** Events that arrive while one is being handled wait for their turn. */
  send(event: FlowEvent): void {
    this._events.push(event);
    if (this._isSending) return;
    this._isSending = true;
    try {
      for (let next = this._events.shift(); next; next = this._events.shift()) {
        const before = this.state;
        const { state, effects } = transition(before, next);
        this.state = state;
        for (const effect of effects) this._perform(effect);
        if (state !== before) this._hooks.changed();
      }
    } finally {
      this._isSending = false;
    }
  }

  /** A file that the person chose. Forgotten at once where no picture is wanted. */
  pick(file: Blob): void {
    const id = this.pictures.add(file);
    this.send({ type: 'file_chosen', file: id });
    if (this.state.name !== 'checking') this.pictures.drop(id);
  }

  /** Fetches and starts the parts of the capture step ahead of time. Never rejects. */
  async preload(): Promise<void> {
    try {
      (await this._enter()).room.warm();
    } catch {
      // The step itself will ask again, and tell.
    }
  }

  /** Ends everything, for good. Camera tracks are stopped when this returns. */
  destroy(): void {
    this._isOver = true;
    this._unlisten();
    this.send({ type: 'destroy' });
    this._stop();
  }

  private _perform(effect: Effect): void {
    const { page } = this._ports;
    switch (effect.type) {
      case 'preload':
        void this.preload();
        break;
      case 'release_camera':
        this._lanes.abort('camera');
        this.room?.release();
        break;
      case 'drop_pictures':
        this.pictures.clear();
        break;
      case 'stop':
        this._stop();
        break;
      case 'vibrate':
        page.vibrate();
        break;
      case 'announce':
        this._hooks.announce(effect.announcement);
        break;
      case 'load_flow':
        this._lanes.run('server', 'network', (signal) => this._loadFlow(signal));
        break;
      case 'open_camera':
      case 'watch_frames':
      case 'take_picture':
      case 'check_file':
        this._lanes.run('camera', 'camera_failed', (signal) => this._capture(effect, signal));
        break;
      case 'upload':
        this._lanes.run('server', 'upload_failed', (signal) => this._upload(effect, signal));
        break;
      case 'submit':
        this._lanes.run('server', 'network', async (signal) => ({
          type: 'status',
          status: await this._server().submit(signal),
        }));
        break;
      case 'poll':
        this._lanes.run('server', 'network', async (signal) => {
          await this._ports.clock.sleep(effect.afterMs, signal);
          // Nobody looks: the page asks again the moment it is shown.
          if (page.isHidden()) return null;
          return { type: 'status', status: await this._server().status(signal) };
        });
        break;
    }
  }

  private async _loadFlow(signal: AbortSignal): Promise<FlowEvent | null> {
    this._disconnect();
    const flow = await this._server().flow(signal);
    if (signal.aborted) return null;
    this.flow = flow;
    const { contract, sessionId, mode, steps, status, result } = flow;
    return { type: 'flow_loaded', flow: { contract, sessionId, mode, steps, status, result } };
  }

  private async _capture(effect: CameraEffect, signal: AbortSignal): Promise<FlowEvent | null> {
    const { room } = await this._enter();
    if (signal.aborted) return null;
    switch (effect.type) {
      case 'open_camera':
        await room.open(effect.step, signal);
        return { type: 'camera_opened' };
      case 'watch_frames':
        room.watch(signal);
        return null;
      case 'take_picture':
        return this._keep(await room.take(effect.step, signal), signal);
      case 'check_file':
        return this._keep(await room.check(this._picture(effect.file), effect.step, signal), signal);
    }
  }

  private async _upload({ slot, picture }: EffectOf<'upload'>, signal: AbortSignal): Promise<FlowEvent> {
    const report = ({ loaded, total }: UploadProgress): void => {
      if (!signal.aborted) this.send({ type: 'progress', loaded, total });
    };
    const { uploadsTo } = await this._enter();
    await uploadsTo(this._server()).send(slot, this._picture(picture), report, signal);
    return { type: 'uploaded' };
  }

  /** The loader remembers success and forgets failure. */
  private _enter(): Promise<Capture> {
    this._loading ??= this._ports
      .loadCapture({
        onHint: (code) => this._hooks.announce({ name: 'hint', detail: { code } }),
        onLost: () => this.send({ type: 'camera_lost', hidden: this._ports.page.isHidden() }),
        onChange: () => this._hooks.changed(),
      })
      .then(
        (capture) => {
          if (this._isOver) capture.room.close();
          this.room = capture.room;
          this._hooks.changed();
          return capture;
        },
        (thrown: unknown) => {
          this._loading = null;
          throw toKycError(thrown, 'network');
        },
      );
    return this._loading;
  }

  /** The judged picture takes the place of every other one. */
  private _keep({ blob, verdict }: Judged, signal: AbortSignal): FlowEvent | null {
    if (signal.aborted) return null;
    this.pictures.clear();
    return { type: 'judged', picture: this.pictures.add(blob), verdict };
  }

  private _picture(id: PictureId): Blob {
    const picture = this.pictures.get(id);
    if (!picture) throw new KycError('file_unreadable');
    return picture;
  }

  private _server(): Server {
    this._api ??= this._ports.connect(this._session.signal);
    return this._api;
  }

  private _stop(): void {
    this._lanes.abortAll();
    this.room?.close();
    this.pictures.clear();
    this._disconnect();
  }

  private _disconnect(): void {
    this._session.abort();
    this._session = new AbortController();
    this._api = null;
  }
}
