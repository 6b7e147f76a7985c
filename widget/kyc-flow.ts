import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import type { KycErrorCode } from './errors.ts';
import { eventOf, KycReadyEvent, KycUnsupportedEvent } from './events.ts';
import type { PartName, View } from './flow/types.ts';
import type { Strictness } from './quality/types.ts';
import { wallClock } from './runtime/clock.ts';
import { FlowController } from './runtime/controller.ts';
import { browserPage } from './runtime/page.ts';
import type { Part } from './runtime/part.ts';
import { type Parts, realParts } from './runtime/real-ports.ts';
import { checkSupport, type Support } from './runtime/support.ts';
import { WordsController } from './runtime/words.ts';
import type { Intent, Scene } from './screens/scene.ts';
import { screenOf } from './screens/screens.ts';
import { adopt, styles, tokens } from './styles.ts';

/**
 * Takes a person through a KYC session: consent, a photo of their document, the upload, the result; or, with a provider
 * that takes the pictures itself, to its page and back. It starts by itself once it is in a page with `server-url` and a
 * `token` (or a `tokenProvider`), and stops the camera, the workers and every request when it is removed. Nothing of the
 * person is kept or put in an event.
 *
 * @attr server-url - Origin of the KYC server, such as `https://kyc.example.com`.
 * @attr token - Session token. A new one, set after `token_expired`, goes on where the flow stopped.
 * @attr locale - Language wished for, such as `id`; without it the session's, then the browser's.
 * @attr assets-url - Where files that are no modules (the worker) lie, when not beside the script.
 * @attr nonce - For `<style>` elements in browsers without constructed style sheets.
 * @attr hosted - How the page of a provider that takes the pictures itself is opened: `redirect` (the default), `popup`
 *   or `iframe`.
 * @attr auto-capture - `off`: every picture is taken by a press. Otherwise a document that is held still is taken by itself, and
 *   the person can switch that off.
 * @attr rectify - Documents are sent as if seen from straight above, with a narrow margin, instead of as they were photographed.
 *   Not every provider wants that: many look for signs that a picture was changed.
 * @attr quality - `strict`, `normal` (the default) or `relaxed`: how good a picture has to be.
 *
 * @slot consent - The merchant's own words below the consent, such as a link to a privacy notice.
 * @slot result - The merchant's own words below the result.
 *
 * @fires {KycReadyEvent} kyc-ready - This browser can do it.
 * @fires {KycUnsupportedEvent} kyc-unsupported - It cannot. One of the two fires, once.
 * @fires {KycStepEvent} kyc-step - A step begins.
 * @fires {KycHintEvent} kyc-hint - Another hint is shown over the camera.
 * @fires {KycCaptureEvent} kyc-capture - A picture was taken or chosen, and judged.
 * @fires {KycUploadEvent} kyc-upload - Bytes were sent.
 * @fires {KycCompleteEvent} kyc-complete - There is an outcome.
 * @fires {KycErrorEvent} kyc-error - Something stands in the way.
 * @fires {KycCancelEvent} kyc-cancel - The flow was stopped.
 *
 * @csspart screen - Every screen but the camera's.
 * @csspart header - Progress line and title.
 * @csspart progress - The progress line.
 * @csspart title - The title.
 * @csspart body - Between title and actions.
 * @csspart actions - The buttons at the bottom.
 * @csspart primary-button - The one primary action.
 * @csspart quiet-button - The quiet second action.
 * @csspart stop-button - The small cross.
 * @csspart points - The list on the consent screen.
 * @csspart illustration - The drawing of the card.
 * @csspart camera - The camera screen.
 * @csspart guide - The cut-out and its outline.
 * @csspart outline - The document as it was found, drawn over the picture.
 * @csspart hint - The chip above the guide.
 * @csspart controls - The row with the shutter.
 * @csspart moves - In place of the shutter while a face is followed: a segment for each move.
 * @csspart arrow - Where a head is to turn, at the edge of the oval.
 * @csspart note - One line above the shutter.
 * @csspart shutter - The shutter.
 * @csspart torch-button - Light on or off.
 * @csspart lens-button - The next lens.
 * @csspart back-button - Back from the camera.
 * @csspart auto-button - Pictures by themselves, on or off.
 * @csspart picture - The picture in the review.
 * @csspart checks - What was checked.
 * @csspart reason - Why a picture was refused.
 * @csspart spinner - The ring while waiting.
 * @csspart upload - The ring that closes while a picture is sent.
 * @csspart mark - The mark of a result or a problem.
 * @csspart trial - The camera's picture while it is tried, in hosted mode.
 * @csspart embedded - The provider's page and what is around it, where it is within this one.
 * @csspart frame - The provider's page itself, there.
 * @csspart field - One field of the form, with its label and its messages.
 * @csspart label - The label of a field.
 * @csspart help - The line below a label.
 * @csspart field-problem - What is wrong with a field.
 * @csspart field-note - What the person's card says, where they wrote something else.
 *
 * @cssproperty --kyc-surface - Background.
 * @cssproperty --kyc-sunken - Background of what is set into it.
 * @cssproperty --kyc-text - Words.
 * @cssproperty --kyc-muted - Words of less weight.
 * @cssproperty --kyc-line - Lines.
 * @cssproperty --kyc-accent - Primary action, illustration.
 * @cssproperty --kyc-on-accent - Words on the accent.
 * @cssproperty --kyc-good - What went well.
 * @cssproperty --kyc-bad - What did not.
 * @cssproperty --kyc-font - Font family.
 * @cssproperty --kyc-radius - Corner radius.
 */
export class KycFlow extends LitElement {
  static override properties = {
    serverUrl: { attribute: 'server-url' },
    token: {},
    tokenProvider: { attribute: false },
    locale: {},
    assetsUrl: { attribute: 'assets-url' },
    quality: {},
    thresholds: { attribute: false },
    hosted: {},
    autoCapture: { attribute: 'auto-capture' },
    rectify: { type: Boolean },
  };

  declare serverUrl: string | null;
  declare token: string | null;
  /** Asked for a session token at the start and when one is about to expire. */
  declare tokenProvider: (() => Promise<string>) | null;
  declare locale: string | null;
  declare assetsUrl: string | null;
  declare quality: Strictness | null;
  /** Single limits for documents, by the names of `Thresholds`; they go before those of `quality`. */
  declare thresholds: Readonly<Record<string, number>> | null;
  declare hosted: 'redirect' | 'popup' | 'iframe' | null;
  declare autoCapture: 'on' | 'off' | null;
  declare rectify: boolean;

  /** What this browser can do; asks for nothing and shows no prompt. */
  static checkSupport(): Support {
    return checkSupport();
  }

  private readonly _words = new WordsController(this);
  private readonly _parts = this.createParts();
  private readonly _flow = new FlowController(
    this,
    {
      clock: wallClock,
      page: browserPage,
      settings: this,
      memory: this._parts.memory,
      connect: this._parts.connect,
      loadPart: (name) => this._loadPart(name),
    },
    (announcement) => this.dispatchEvent(eventOf(announcement)),
  );
  private readonly _dressed = new Set<PartName>();
  private _screen: View['screen'] = 'blank';
  private _isAnnounced = false;
  /** Until the person has done something here, the page's focus is not this element's to take. */
  private _hasActed = false;

  constructor() {
    super();
    this.serverUrl = null;
    this.token = null;
    this.tokenProvider = null;
    this.locale = null;
    this.assetsUrl = null;
    this.quality = null;
    this.thresholds = null;
    this.hosted = null;
    this.autoCapture = null;
    this.rectify = false;
  }

  /** Begins, or begins again after a failure or a cancellation. Does nothing while the flow is running. */
  start(): void {
    this._announceSupport();
    this._flow.start(this._problem);
  }

  /** Stops the flow, as the person can. */
  cancel(): void {
    this._flow.cancel();
  }

  /** Fetches what later steps need. Never rejects. */
  preload(): Promise<void> {
    return this._flow.preload(this._flow.flow?.mode === 'hosted' ? 'hosted' : 'capture');
  }

  /** Ends everything; camera tracks are stopped when it returns. Removal from the page does the same. */
  destroy(): void {
    this._flow.destroy();
  }

  /** What stands between the flow and the world; tests put their own here. */
  protected createParts(): Parts {
    return realParts(this);
  }

  protected override createRenderRoot(): ShadowRoot {
    const root = this.attachShadow({ mode: 'open' });
    adopt(root, [tokens, styles], this.nonce);
    return root;
  }

  /** A part may have something better to do first, such as opening the camera. */
  protected override async scheduleUpdate(): Promise<void> {
    const { state, view, workers } = this._flow;
    if (view.screen !== this._screen) {
      for (const worker of workers) {
        const ready = worker.beforeDrawing?.(state);
        if (ready) await ready;
      }
    }
    super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this._announceSupport();
    if (changed.has('token') && this.token) this._flow.tokenChanged();
    const { state } = this._flow;
    const isNews = changed.has('serverUrl') || changed.has('token') || changed.has('tokenProvider');
    const awaitsSettings = state.name === 'failed' && state.code === 'config_missing' && isNews;
    if (this._isConfigured && (state.name === 'idle' || awaitsSettings)) this.start();
    this._words.wish([this.locale, this._flow.flow?.locale, ...navigator.languages]);
  }

  protected override render(): TemplateResult {
    const view = this._words.isReady ? this._flow.view : ({ screen: 'loading' } as const);
    const { text, locale } = this._words;
    const status = view.screen === 'progress' || view.screen === 'delivery' ? text(view.phase) : '';
    return html`<div class="root" lang=${locale}>
      ${screenOf(view, this._scene, this._flow.workers)}
      <p class="unseen" role="status">${status}</p>
    </div>`;
  }

  protected override updated(): void {
    this.toggleAttribute('data-blank', this._flow.state.name === 'ended');
    const { view, workers } = this._flow;
    const isNew = view.screen !== this._screen;
    this._screen = view.screen;
    // The camera's stage takes the focus itself, once it is in its place.
    if (isNew && this._hasActed && view.screen !== 'camera') this.renderRoot.querySelector('h2')?.focus();
    for (const worker of workers) worker.drawn?.(this.renderRoot);
  }

  private get _isConfigured(): boolean {
    return Boolean(this.serverUrl && (this.token || this.tokenProvider));
  }

  private get _problem(): KycErrorCode | null {
    return checkSupport().code ?? (this._isConfigured ? null : 'config_missing');
  }

  private get _scene(): Scene {
    const url = this._flow.flow?.redirectUrl;
    return {
      text: this._words.text,
      locale: this._words.locale,
      send: (intent) => this._handle(intent),
      canRestart: Boolean(this.tokenProvider),
      redirectUrl: url && /^https?:\/\//i.test(url) ? url : null,
    };
  }

  private _handle(intent: Intent): void {
    this._hasActed = true;
    this._flow.handle(intent, this._problem);
  }

  private _announceSupport(): void {
    if (this._isAnnounced) return;
    this._isAnnounced = true;
    const { supported } = checkSupport();
    this.dispatchEvent(supported ? new KycReadyEvent() : new KycUnsupportedEvent());
  }

  private async _loadPart(name: PartName): Promise<Part> {
    const part = await this._parts.loadPart(name);
    // Fetched ahead of time, it waits for a place to put its styles.
    if (!this.hasUpdated) await this.updateComplete;
    if (!this._dressed.has(name)) adopt(this.renderRoot as ShadowRoot, [part.styles], this.nonce);
    this._dressed.add(name);
    this._words.add(part.messages);
    return part;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kyc-flow': KycFlow;
  }
}
