import type { KycErrorCode } from '../../errors.ts';
import type { Hint, Verdict } from '../../quality/types.ts';
import type { Journey, Step } from '../types.ts';
import type { DocumentName, Framed } from '../view.ts';
import type { CaptureOffer, CaptureTrouble } from './recovery.ts';

/** Names a picture in the runtime's store. The pixels themselves never come here. */
export type PictureId = string;

/** Where a picture came from; decides what "again" means for it. */
export type Source = 'camera' | 'file';

/** Why a picture was refused: the judge's hint, or the code of a file that could not be used at all. */
export type Problem = Hint | KycErrorCode;

/**
 * Whether the picture may be taken without a press: from the start, after a pause in which the person can change something,
 * or no more in this step.
 */
export type AutoMode = 'now' | 'later' | 'never';

export type CaptureState =
  | { readonly name: 'prepare'; readonly journey: Journey }
  /** `suspended`: the camera went while the page was hidden; it is opened again when the page is back. */
  | { readonly name: 'opening'; readonly journey: Journey; readonly suspended: boolean }
  | { readonly name: 'camera'; readonly journey: Journey }
  /** `isAuto`: nobody pressed the shutter. */
  | {
      readonly name: 'checking';
      readonly journey: Journey;
      readonly source: Source;
      readonly isAuto?: boolean;
    }
  | {
      readonly name: 'review';
      readonly journey: Journey;
      readonly source: Source;
      /** Null when there is nothing to show: the file could not be read. */
      readonly picture: PictureId | null;
      /** Null when the picture may be sent. */
      readonly problem: Problem | null;
    }
  | {
      readonly name: 'uploading';
      readonly journey: Journey;
      readonly source: Source;
      readonly picture: PictureId;
      /** Bytes; `total` is 0 until the upload has begun. */
      readonly loaded: number;
      readonly total: number;
    };

export type CaptureEvent =
  // the person
  | { readonly type: 'open_camera' }
  /** Pressed by the person, unless it says that it went off by itself. */
  | { readonly type: 'shutter'; readonly by?: 'auto' }
  /** The file dialog, or the device's own camera app, is about to open. */
  | { readonly type: 'picking' }
  | { readonly type: 'file_chosen'; readonly file: PictureId }
  | { readonly type: 'accept' }
  | { readonly type: 'retake' }
  /** What may be left out is. */
  | { readonly type: 'skip' }
  // what effects report
  | { readonly type: 'camera_opened' }
  | { readonly type: 'camera_lost'; readonly hidden: boolean }
  | { readonly type: 'judged'; readonly picture: PictureId; readonly verdict: Verdict }
  | { readonly type: 'progress'; readonly loaded: number; readonly total: number }
  | { readonly type: 'uploaded' };

export type CaptureEffect =
  | { readonly type: 'open_camera'; readonly step: Step }
  | { readonly type: 'watch_frames'; readonly auto: AutoMode }
  | { readonly type: 'take_picture'; readonly step: Step }
  | { readonly type: 'check_file'; readonly step: Step; readonly file: PictureId }
  | { readonly type: 'release_camera' }
  | { readonly type: 'drop_pictures' }
  | { readonly type: 'upload'; readonly slot: string; readonly picture: PictureId }
  | { readonly type: 'vibrate' };

export interface PrepareView extends Framed {
  readonly screen: 'prepare';
  readonly document: DocumentName;
  /** True when it was sent before, and the server does not have it. */
  readonly isAgain: boolean;
  readonly accept: readonly string[];
}
export interface CameraScreenView extends Framed {
  readonly screen: 'camera';
  readonly document: DocumentName;
  readonly phase: 'opening' | 'live' | 'checking';
}
export interface ReviewView extends Framed {
  readonly screen: 'review';
  readonly document: DocumentName;
  readonly accept: readonly string[];
  readonly picture: PictureId | null;
  readonly problem: Problem | null;
  /** Null when the picture is good: then it is "use it" and "again". */
  readonly offers: { readonly primary: CaptureOffer; readonly secondary: CaptureOffer | null } | null;
  readonly again: CaptureOffer;
}
export interface DeliveryView extends Framed {
  readonly screen: 'delivery';
  readonly phase: 'checking' | 'uploading';
  /** 0..1 of the bytes; null where there is nothing to count. */
  readonly sent: number | null;
}
/** A failure that another picture, or another way to take it, may mend. */
export interface PictureProblemView extends Framed {
  readonly screen: 'picture_problem';
  readonly trouble: CaptureTrouble;
  readonly primary: CaptureOffer;
  readonly secondary: CaptureOffer | null;
  readonly accept: readonly string[];
}

export type CaptureView = PrepareView | CameraScreenView | ReviewView | DeliveryView | PictureProblemView;
