import type { TemplateResult } from 'lit';
import type { HostedPage } from '../../../server/contract/flow.ts';
import { parseToken } from '../../api/parse.ts';
import { parseHosted } from '../../api/parse-hosted.ts';
import { hosted } from '../../flow/hosted/part.ts';
import type { Way } from '../../flow/hosted/types.ts';
import type { Effect, FlowEvent, View } from '../../flow/types.ts';
import { enHosted } from '../../i18n/en-hosted.ts';
import { SMALL_WINDOW } from '../../screens/frame.ts';
import { hostedScreen } from '../../screens/hosted.ts';
import { hostedStyles } from '../../screens/hosted-styles.ts';
import type { Intent, Scene } from '../../screens/scene.ts';
import type { Part, PartHost, Worker } from '../part.ts';
import type { Camera } from '../ports.ts';
import type { Popup, Windows } from '../windows.ts';

/** A window that is to leave and is still here after this has not left. Milliseconds. */
const LEFT_MS = 8_000;
/** How often a popup is looked at. Milliseconds. */
const LOOK_MS = 700;

/** What the part needs of the world. */
export interface HostedPorts {
  readonly windows: Windows;
  /** Rejects with `network`. */
  loadCamera(): Promise<Camera>;
}

export class HostedWorker implements Worker {
  private readonly _host: PartHost;
  private readonly _ports: HostedPorts;
  private _camera: Camera | null = null;
  private _loading: Promise<Camera> | null = null;
  private _video: HTMLVideoElement | null = null;
  private _isMirrored = false;
  private _popup: Popup | null = null;
  /** Where the provider's page is. It may open only once, and is asked for anew at every press. */
  private _url: string | null = null;
  private _unlisten: (() => void) | null = null;

  constructor(host: PartHost, ports: HostedPorts) {
    this._host = host;
    this._ports = ports;
  }

  warm(): void {
    this._openCamera().catch(() => undefined);
  }

  perform(effect: Effect): void {
    const { run } = this._host;
    switch (effect.type) {
      case 'try_camera':
        run('camera', 'camera_failed', (signal) => this._try(signal));
        break;
      case 'end_trial':
        this._endTrial();
        break;
      case 'open_page':
        run('server', 'network', (signal) => this._open(effect.way, signal));
        break;
      case 'await_return':
        this._listen();
        break;
    }
  }

  handle(intent: Intent): boolean {
    const { state, settings } = this._host;
    switch (intent.type) {
      case 'go_to_page':
        this._go(intent.way ?? wayOf(settings.hosted));
        return true;
      case 'show_page':
        this._popup?.focus();
        return true;
      case 'retry': {
        const resume = state.name === 'failed' ? state.resume : null;
        if (resume?.name !== 'leaving') return false;
        this._go(resume.way);
        return true;
      }
      default:
        return false;
    }
  }

  screen(view: View, scene: Scene): TemplateResult | null {
    return hostedScreen(view, { ...scene, video: this._video, isMirrored: this._isMirrored, url: this._url });
  }

  /** On small windows the provider's page is modal: the top layer is the only place that nothing around it can clip. */
  drawn(root: ParentNode): void {
    const dialog = root.querySelector<HTMLDialogElement>('dialog.embedded');
    if (!dialog || dialog.open) return;
    const isFull = matchMedia(SMALL_WINDOW).matches;
    dialog.toggleAttribute('data-full', isFull);
    if (isFull && 'showModal' in dialog) dialog.showModal();
    else dialog.setAttribute('open', '');
    dialog.querySelector('h2')?.focus();
  }

  stop(): void {
    this._endTrial();
    this._unlisten?.();
    this._unlisten = null;
    this._host.abort('window');
    // A page that is only taken down leaves the person where they are.
    if (this._host.state.name !== 'ended') this._closePopup();
    this._url = null;
  }

  /** Only within the press itself does a browser open a window, which then waits for its address. */
  private _go(way: Way): void {
    this._closePopup();
    if (way === 'popup') this._popup = this._ports.windows.open();
    this._host.send({ type: 'go', way: way === 'popup' && !this._popup ? 'link' : way });
  }

  private async _open(way: Way, signal: AbortSignal): Promise<FlowEvent | null> {
    const { state, server, send, clock } = this._host;
    const { windows } = this._ports;
    // A token that came late goes on without a press, and so without a window.
    const actual = way === 'popup' && !this._popup ? 'link' : way;
    const returnUrl = actual === 'redirect' ? windows.here() : null;
    let page: HostedPage;
    try {
      const body = returnUrl ? { returnUrl } : {};
      const path = '/v1/flow/hosted';
      page = await server().call({ method: 'POST', path, body, parse: parseHosted }, signal);
      if (actual === 'redirect' && 'journey' in state && state.journey) {
        await this._keep(state.journey.sessionId, signal);
      }
    } catch (thrown) {
      this._closePopup();
      throw thrown;
    }
    if (signal.aborted) return null;
    this._url = page.url;
    this._listen();
    if (actual === 'popup') {
      this._popup?.go(page.url);
      this._watch();
    }
    send({ type: 'page_opened', way: actual });
    if (actual !== 'redirect') return null;
    windows.leave(page.url);
    await clock.sleep(LEFT_MS, signal);
    return { type: 'page_shown' };
  }

  /** Remembers the session for the page that the person comes back to, with a token that lives as long as one can. */
  private async _keep(sessionId: string, signal: AbortSignal): Promise<void> {
    const { server, settings, memory } = this._host;
    try {
      const path = '/v1/flow/token';
      const { token } = await server().call({ method: 'POST', path, parse: parseToken }, signal);
      memory.keep({ serverUrl: settings.serverUrl ?? '', sessionId, token });
    } catch {
      // Then the page that they come back to brings its own.
    }
  }

  /** A page of return is believed only from the server itself, and only as a reason to ask the server. */
  private _listen(): void {
    const { settings, send } = this._host;
    const { origin } = new URL(settings.serverUrl ?? '', globalThis.document?.baseURI);
    this._unlisten ??= this._ports.windows.onMessage(origin, (data) => {
      const { state } = this._host;
      const { type, sessionId } = (data ?? {}) as { type?: unknown; sessionId?: unknown };
      const own = 'journey' in state && state.journey?.sessionId === sessionId;
      if (type === 'kyc-flow:returned' && own) send({ type: 'returned' });
    });
  }

  /** No browser tells that a window was closed. */
  private _watch(): void {
    const { run, clock } = this._host;
    run('window', 'network', async (signal) => {
      while (this._popup && !this._popup.isClosed()) await clock.sleep(LOOK_MS, signal);
      return { type: 'page_closed' };
    });
  }

  private _closePopup(): void {
    this._host.abort('window');
    this._popup?.close();
    this._popup = null;
  }

  private async _try(signal: AbortSignal): Promise<FlowEvent | null> {
    const { send } = this._host;
    const camera = await this._openCamera();
    if (signal.aborted) return null;
    const view = await camera.open('environment', signal);
    if (signal.aborted) return null;
    view.onLost = () => send({ type: 'trial_lost' });
    this._video = view.video;
    this._isMirrored = view.mirrored;
    return { type: 'trial_live' };
  }

  private _endTrial(): void {
    this._host.abort('camera');
    this._camera?.release();
    this._video = null;
  }

  /** Remembers success and forgets failure. */
  private _openCamera(): Promise<Camera> {
    this._loading ??= this._ports.loadCamera().then(
      (camera) => {
        this._camera = camera;
        return camera;
      },
      (thrown: unknown) => {
        this._loading = null;
        throw thrown;
      },
    );
    return this._loading;
  }
}

const wayOf = (setting: string | null): Way =>
  setting === 'popup' || setting === 'iframe' ? setting : 'redirect';

/** The part, given its world; asked once for every flow. */
export const hostedPart = (portsOf: () => HostedPorts): Part => ({
  flow: hosted,
  messages: enHosted,
  styles: hostedStyles,
  begin: (host) => new HostedWorker(host, portsOf()),
});
