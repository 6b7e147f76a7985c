import type { Flow } from '../../server/contract/flow.ts';
import type { FlowStatus } from '../../server/contract/status.ts';
import { type KycErrorCode, toKycError } from '../errors.ts';
import { initialState, transition, viewOf } from '../flow/machine.ts';
import type { FlowPart } from '../flow/part.ts';
import type { Announcement, Effect, FlowEvent, FlowState, PartName, View } from '../flow/types.ts';
import type { Intent } from '../screens/scene.ts';
import { type Lane, Lanes, type Work } from './lanes.ts';
import type { Memory } from './memory.ts';
import type { Page } from './page.ts';
import type { Part, PartHost, Settings, Told, Worker } from './part.ts';
import type { Clock, Server } from './ports.ts';

export interface RuntimePorts {
  readonly clock: Clock;
  readonly page: Page;
  readonly settings: Settings;
  readonly memory: Memory;
  /** The server, with the settings of this moment; asked once at every start. Nothing is asked of it after the signal. */
  connect(signal: AbortSignal): Server;
  /** Fetches a part. Rejects with `network`; asked again after that. */
  loadPart(name: PartName): Promise<Part>;
}

export interface RuntimeHooks {
  /** Something that a screen shows has changed. */
  readonly changed: () => void;
  readonly announce: (told: Told) => void;
}

/** A token, or its session, that the server will not have. */
/** Before a lost answer is asked for again. */
const RETRY_MS = 1_500;

const refusals: readonly KycErrorCode[] = [
  'token_invalid',
  'token_expired',
  'session_not_found',
  'session_expired',
  'session_closed',
];

/** After these nobody comes back to this session. */
const isEnd = (told: Announcement): boolean =>
  told.name === 'complete' ||
  told.name === 'cancel' ||
  // A token that has expired may be replaced.
  (told.name === 'error' && refusals.includes(told.detail.code) && told.detail.code !== 'token_expired');

/** Performs what the machine wants done, and tells it what came of it. One to a flow; nothing is shared. */
export class Runtime {
  state: FlowState = initialState;
  /** What the server said of the flow, for the screens; it may name addresses and so is no part of the state. */
  flow: Flow | null = null;
  /** The parts that are there. */
  readonly workers = new Map<PartName, Worker>();

  private readonly _ports: RuntimePorts;
  private readonly _hooks: RuntimeHooks;
  private readonly _lanes = new Lanes((event) => this.send(event));
  private readonly _events: FlowEvent[] = [];
  private readonly _unlisten: () => void;
  private readonly _loading = new Map<PartName, Promise<Worker>>();
  private readonly _host: PartHost;
  private _parts: Readonly<Partial<Record<PartName, FlowPart>>> = {};
  private _isSending = false;
  private _isOver = false;
  private _api: Server | null = null;
  /** Fires when the server is no longer needed. */
  private _session = new AbortController();

  constructor(ports: RuntimePorts, hooks: RuntimeHooks) {
    this._ports = ports;
    this._hooks = hooks;
    this._host = this._makeHost();
    this._unlisten = ports.page.onShown(() => this.send({ type: 'page_shown' }));
  }

  get view(): View {
    return viewOf(this.state, this._parts);
  }

  /** Events that arrive while one is being handled wait for their turn. */
  send(event: FlowEvent): void {
    this._events.push(event);
    if (this._isSending) return;
    this._isSending = true;
    try {
      for (let next = this._events.shift(); next; next = this._events.shift()) {
        const before = this.state;
        const { state, effects } = transition(before, next, this._parts);
        this.state = state;
        for (const effect of effects) this._perform(effect);
        if (state !== before) this._hooks.changed();
      }
    } finally {
      this._isSending = false;
    }
  }

  /** What the person did. */
  handle(intent: Exclude<Intent, { type: 'restart' }>): void {
    for (const worker of this.workers.values()) if (worker.handle?.(intent)) return;
    // What no part has taken for itself is the machine's, which passes over what means nothing to it.
    this.send(intent as FlowEvent);
  }

  /** Fetches and starts a part ahead of time. Never rejects. */
  async preload(name: PartName): Promise<void> {
    try {
      (await this._enter(name)).warm?.();
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
    const { clock, page } = this._ports;
    const ask = (work: Work): void => this._lanes.run('server', 'network', work);
    switch (effect.type) {
      case 'preload':
        void this.preload(effect.part);
        break;
      case 'load_part':
        this._lanes.run('part', 'network', async () => {
          await this._enter(effect.part);
          return { type: 'part_loaded' };
        });
        break;
      case 'stop':
        this._stop();
        break;
      case 'announce':
        if (isEnd(effect.announcement)) this._ports.memory.forget();
        this._hooks.announce(effect.announcement);
        break;
      case 'load_flow':
        ask((signal) => this._loadFlow(signal));
        break;
      case 'submit':
        ask(async (signal) => ({ type: 'status', status: await this._handIn(signal) }));
        break;
      case 'poll':
        ask(async (signal) => {
          await clock.sleep(effect.afterMs, signal);
          // Nobody looks: the page asks again the moment it is shown.
          if (page.isHidden()) return null;
          return { type: 'status', status: await this._server().status(signal) };
        });
        break;
      default:
        for (const worker of this.workers.values()) worker.perform(effect);
    }
  }

  /** An answer that was lost on the way is asked for once more: handing in twice does no more than once. */
  private async _handIn(signal: AbortSignal): Promise<FlowStatus> {
    try {
      return await this._server().submit(signal);
    } catch (thrown) {
      if (toKycError(thrown, 'network').code !== 'network') throw thrown;
      await this._ports.clock.sleep(RETRY_MS, signal);
      return this._server().submit(signal);
    }
  }

  private async _loadFlow(signal: AbortSignal): Promise<FlowEvent | null> {
    this._disconnect();
    const flow = await this._server()
      .flow(signal)
      .catch((thrown: unknown) => {
        // What was kept from before the person left is of no use any more: the page's own token is.
        const isRefused = refusals.includes(toKycError(thrown, 'network').code);
        if (signal.aborted || !isRefused || !this._ports.memory.forget()) throw thrown;
        this._disconnect();
        return this._server().flow(signal);
      });
    if (signal.aborted) return null;
    this.flow = flow;
    const { contract, sessionId, mode, steps, status, result, hosted } = flow;
    const facts = { contract, sessionId, mode, steps, status, result };
    return { type: 'flow_loaded', flow: { ...facts, hosted: hosted && { opened: hosted.opened } } };
  }

  /** Remembers success and forgets failure. */
  private _enter(name: PartName): Promise<Worker> {
    const before = this._loading.get(name);
    if (before) return before;
    const loading = this._ports.loadPart(name).then(
      (part) => {
        const worker = part.begin(this._host);
        this.workers.set(name, worker);
        this._parts = { ...this._parts, [name]: part.flow };
        if (this._isOver) worker.stop();
        this._hooks.changed();
        return worker;
      },
      (thrown: unknown) => {
        this._loading.delete(name);
        throw toKycError(thrown, 'network');
      },
    );
    this._loading.set(name, loading);
    return loading;
  }

  private _makeHost(): PartHost {
    const runtime = this;
    const { clock, page, settings, memory } = this._ports;
    return {
      clock,
      page,
      settings,
      memory,
      get state() {
        return runtime.state;
      },
      server: () => this._server(),
      send: (event) => this.send(event),
      announce: (told) => this._hooks.announce(told),
      changed: () => this._hooks.changed(),
      run: (lane: Lane, fallback: KycErrorCode, work: Work) => this._lanes.run(lane, fallback, work),
      abort: (lane: Lane) => this._lanes.abort(lane),
      worker: (name: PartName) => this.workers.get(name),
    };
  }

  private _server(): Server {
    this._api ??= this._ports.connect(this._session.signal);
    return this._api;
  }

  private _stop(): void {
    this._lanes.abortAll();
    for (const worker of this.workers.values()) worker.stop();
    this._disconnect();
  }

  private _disconnect(): void {
    this._session.abort();
    this._session = new AbortController();
    this._api = null;
  }
}
