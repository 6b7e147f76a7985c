import type { CSSResult, TemplateResult } from 'lit';
import type { KycErrorCode } from '../errors.ts';
import type { FlowPart } from '../flow/part.ts';
import type { Announcement, Effect, FlowEvent, FlowState, PartName, View } from '../flow/types.ts';
import type { PartMessages } from '../i18n/messages.ts';
import type { Strictness } from '../quality/types.ts';
import type { Intent, Scene } from '../screens/scene.ts';
import type { LiveHint } from './hints.ts';
import type { Lane, Work } from './lanes.ts';
import type { Memory } from './memory.ts';
import type { Page } from './page.ts';
import type { Clock, Server } from './ports.ts';

/** The element's settings; they are read when they are needed, as they may change at any time. */
export interface Settings {
  readonly serverUrl: string | null;
  readonly token: string | null;
  readonly tokenProvider: (() => Promise<string>) | null;
  readonly assetsUrl: string | null;
  readonly quality: Strictness | null;
  /** The merchant's own limits for documents, over those of `quality`. */
  readonly thresholds?: Readonly<Record<string, number>> | null;
  readonly hosted: 'redirect' | 'popup' | 'iframe' | null;
  /** Pictures by themselves, unless it says `off`. */
  readonly autoCapture?: 'on' | 'off' | null;
  /** Documents as if seen from straight above. */
  readonly rectify?: boolean;
}

export type Told = Announcement | { readonly name: 'hint'; readonly detail: { readonly code: LiveHint } };

/** What a part gets of the flow it belongs to. */
export interface PartHost {
  readonly clock: Clock;
  readonly page: Page;
  readonly settings: Settings;
  readonly memory: Memory;
  readonly state: FlowState;
  server(): Server;
  send(event: FlowEvent): void;
  announce(told: Told): void;
  /** Something that a screen shows has changed, though no state has. */
  changed(): void;
  /** Runs work in a lane (`lanes.ts`), and sends what it gives. */
  run(lane: Lane, fallback: KycErrorCode, work: Work): void;
  /** Gives up the work of a lane. */
  abort(lane: Lane): void;
  /** Another part at work in this flow, if it is there. */
  worker(name: PartName): Worker | undefined;
}

/** A part at work in one flow. */
export interface Worker {
  /** Starts what its steps need, ahead of time. Harmless when it is there. */
  warm?(): void;
  /** Does what the machine wants done; passes over effects of other parts. */
  perform(effect: Effect): void;
  /** Takes what the person did, where the machine need not know of it; false for anything else. */
  handle?(intent: Intent): boolean;
  /**
   * Takes what a code in a picture says, by the names of a form's fields. The form shows it where the person has typed nothing,
   * and asks the server for it by itself when it opens, so that whoever has it need not wait for the form to be there.
   */
  prefill?(values: Readonly<Record<string, string>>): void;
  /** The screen for a view; null for views of others. */
  screen(view: View, scene: Scene): TemplateResult | null;
  /** Drawing waits for it, where a state has something better to do first. */
  beforeDrawing?(state: FlowState): Promise<void> | undefined;
  /** A screen was drawn, this part's or another's, or none: for what can only be done to elements. */
  drawn?(root: ParentNode): void;
  /** Lets go of everything. It may be wanted again after that. */
  stop(): void;
}

/** What a part's file in `parts` brings: rules, words, styles, and hands. */
export interface Part {
  readonly flow: FlowPart;
  /** English; other languages are whole from the start. */
  readonly messages: PartMessages;
  readonly styles: CSSResult;
  begin(host: PartHost): Worker;
}
