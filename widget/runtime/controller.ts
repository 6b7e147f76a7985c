import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { KycErrorCode } from '../errors.ts';
import type { FlowState, PartName, View } from '../flow/types.ts';
import type { Intent } from '../screens/scene.ts';
import type { Worker } from './part.ts';
import { Runtime, type RuntimeHooks, type RuntimePorts } from './runtime.ts';

type Host = ReactiveControllerHost & { readonly isConnected: boolean };

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
    return this._runtime.view;
  }

  get flow(): Runtime['flow'] {
    return this._runtime.flow;
  }

  /** The parts that are there. */
  get workers(): Iterable<Worker> {
    return this._runtime.workers.values();
  }

  hostConnected(): void {
    if (this._isOver) this._renew();
  }

  hostDisconnected(): void {
    // A move within the page disconnects and connects again in the same task; only a removal is the end.
    queueMicrotask(() => {
      if (!this._host.isConnected) return this.destroy();
      // What was done to elements has to be done again: a dialog that is moved leaves the top layer.
      for (const worker of this.workers) worker.drawn?.(new DocumentFragment());
      this._host.requestUpdate();
    });
  }

  /** `problem`: what stands against starting. The machine passes over it while the flow is running. */
  start(problem: KycErrorCode | null): void {
    if (this._isOver) this._renew();
    this._runtime.send({ type: 'start', problem });
  }

  cancel(): void {
    this._runtime.send({ type: 'cancel' });
  }

  tokenChanged(): void {
    this._runtime.send({ type: 'token_set' });
  }

  preload(part: PartName): Promise<void> {
    return this._runtime.preload(part);
  }

  destroy(): void {
    if (this._isOver) return;
    this._isOver = true;
    this._runtime.destroy();
  }

  /** What the person did. `problem` as in `start`. */
  handle(intent: Intent, problem: KycErrorCode | null): void {
    if (intent.type === 'restart') this.start(problem);
    else this._runtime.handle(intent);
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
