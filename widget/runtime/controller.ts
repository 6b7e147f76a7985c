import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { KycErrorCode } from '../errors.ts';
import type { FlowState, StateName } from '../flow/types.ts';
import { type View, viewOf } from '../flow/view.ts';
import type { Intent } from '../screens/scene.ts';
import { Runtime, type RuntimeHooks, type RuntimePorts } from './runtime.ts';

type Host = ReactiveControllerHost & { readonly isConnected: boolean };

/** States from which `start()` begins anew; in any other the flow is running. */
const stopped: readonly StateName[] = ['idle', 'unsupported', 'failed', 'cancelled', 'ended'];

/** Joins a runtime to an element: the element's life is the flow's. */
export class FlowController implements ReactiveController {
  private readonly _host: Host;
  private readonly _ports: RuntimePorts;
  private readonly _announce: RuntimeHooks['announce'];
  private _runtime: Runtime;
  private _isOver = false;

  constructor(host: Host, ports: RuntimePorts, announce: RuntimeHooks['announce']) {
    this._host = host;
    this._ports = ports;
    this._announce = announce;
    this._runtime = this._make();
    host.addController(this);
  }

  get state(): FlowState {
    return this._runtime.state;
  }

  get view(): View {
    return viewOf(this._runtime.state);
  }

  get room(): Runtime['room'] {
    return this._runtime.room;
  }

  get flow(): Runtime['flow'] {
    return this._runtime.flow;
  }

  readonly picture = (id: string): string | null => this._runtime.pictures.url(id);

  hostConnected(): void {
    if (this._isOver) this._renew();
  }

  hostDisconnected(): void {
    // A move within the page disconnects and connects again in the same task; only a removal is the end.
    queueMicrotask(() => {
      if (!this._host.isConnected) this.destroy();
    });
  }

  /** `problem`: what stands against starting. Does nothing while the flow is running. */
  start(problem: KycErrorCode | null): void {
    if (this._isOver) this._renew();
    if (stopped.includes(this.state.name)) this._runtime.send({ type: 'start', problem });
  }

  cancel(): void {
    this._runtime.send({ type: 'cancel' });
  }

  tokenChanged(): void {
    this._runtime.send({ type: 'token_set' });
  }

  preload(): Promise<void> {
    return this._runtime.preload();
  }

  destroy(): void {
    if (this._isOver) return;
    this._isOver = true;
    this._runtime.destroy();
  }

  /** What the person did. `problem` as in `start`. */
  handle(intent: Intent, problem: KycErrorCode | null): void {
    const { room } = this;
    switch (intent.type) {
      case 'restart':
        this.start(problem);
        break;
      case 'pick':
        this._runtime.pick(intent.file);
        break;
      case 'stage':
        room?.setStage(intent.stage, intent.free);
        break;
      case 'torch':
        void room?.toggleTorch();
        break;
      case 'lens':
        void room?.nextLens();
        break;
      default:
        this._runtime.send(intent);
    }
  }

  private _renew(): void {
    this._isOver = false;
    this._runtime = this._make();
  }

  private _make(): Runtime {
    return new Runtime(this._ports, {
      changed: () => this._host.requestUpdate(),
      announce: this._announce,
    });
  }
}
