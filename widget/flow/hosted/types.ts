import type { KycErrorCode } from '../../errors.ts';
import type { Journey } from '../types.ts';
import type { Framed } from '../view.ts';

/** How the person gets to the provider's page. `link`: in a tab that they open themselves, where a popup was blocked. */
export type Way = 'redirect' | 'popup' | 'iframe' | 'link';

export type HostedState =
  /** What comes is explained. */
  | { readonly name: 'briefing'; readonly journey: Journey }
  /** The camera is tried before it is needed elsewhere. `code`: why it does not work. */
  | {
      readonly name: 'trial';
      readonly journey: Journey;
      readonly phase: 'opening' | 'live' | 'failed';
      readonly code: KycErrorCode | null;
    }
  /** The page is being opened. `hasLeft`: this window is on its way there itself. */
  | { readonly name: 'leaving'; readonly journey: Journey; readonly way: Way; readonly hasLeft: boolean }
  | {
      readonly name: 'away';
      readonly journey: Journey;
      /** Null when it was opened by an earlier page of ours, or in another window. */
      readonly way: Way | null;
      /** As far as is known: a window that was closed, or came back, is not. */
      readonly isOpen: boolean;
      /** Answers that may still say that there is nothing yet, before the person is asked what they want to do. */
      readonly patience: number;
      /** Milliseconds asked to wait so far, over all polls. */
      readonly waitedMs: number;
      /** Polls in a row that found no server. */
      readonly failures: number;
    };

export type HostedEvent =
  // the person
  | { readonly type: 'test_camera' }
  /** To the page, by this way; a window for it is open already. */
  | { readonly type: 'go'; readonly way: Way }
  | { readonly type: 'finished' }
  // what effects report
  | { readonly type: 'trial_live' }
  | { readonly type: 'trial_lost' }
  /** Possibly by another way than was asked for. */
  | { readonly type: 'page_opened'; readonly way: Way }
  /** The page's window is gone. */
  | { readonly type: 'page_closed' }
  /** The server's page of return has been reached. */
  | { readonly type: 'returned' };

export type HostedEffect =
  | { readonly type: 'try_camera' }
  | { readonly type: 'end_trial' }
  | { readonly type: 'open_page'; readonly way: Way }
  /** Listens for the page of return. */
  | { readonly type: 'await_return' };

/** What stands against the camera, by which words it gets. */
export type TrialTrouble = 'denied' | 'missing' | 'busy' | 'lost' | 'insecure' | 'unsupported';

export interface BriefingView extends Framed {
  readonly screen: 'briefing';
}
export interface TrialView extends Framed {
  readonly screen: 'trial';
  readonly phase: 'opening' | 'live' | 'failed';
  readonly trouble: TrialTrouble | null;
  /** True where another try may go better. */
  readonly canRetry: boolean;
}
export interface LeavingView extends Framed {
  readonly screen: 'leaving';
}
/** The provider's page, within ours. */
export interface EmbeddedView extends Framed {
  readonly screen: 'embedded';
}
export interface AwayView extends Framed {
  readonly screen: 'away';
  /** `window`: it is open elsewhere; `link`: it waits for the person to open it; `gone`: closed, or unknown. */
  readonly place: 'window' | 'link' | 'gone';
  /** True when it takes so long that the person need not stay. */
  readonly isLong: boolean;
}

export type HostedView = BriefingView | TrialView | LeavingView | EmbeddedView | AwayView;
