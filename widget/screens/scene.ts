import type { TemplateResult } from 'lit';
import type { PictureId } from '../flow/capture/types.ts';
import type { Way } from '../flow/hosted/types.ts';
import type { FlowEvent } from '../flow/types.ts';
import type { FormLive } from '../form/form.ts';
import type { Text } from '../i18n/text.ts';
import type { Facing } from '../runtime/ports.ts';
import type { Live } from '../runtime/room.ts';

type Said = Extract<
  FlowEvent,
  {
    type:
      | 'agree'
      | 'open_camera'
      | 'shutter'
      | 'picking'
      | 'accept'
      | 'retake'
      | 'skip'
      | 'back'
      | 'retry'
      | 'finish'
      | 'cancel'
      | 'test_camera'
      | 'finished';
  }
>;

/** What a part's own file (`runtime/parts`) takes, as the machine need not know of it. */
type CaptureIntent =
  | { readonly type: 'torch' | 'lens' | 'auto' }
  | { readonly type: 'pick'; readonly file: Blob };

/** The picture of a face is taken by a press, without challenges. Taken by the face's part. */
type FaceIntent = { readonly type: 'face_manual' };

type FormIntent =
  /** `isBroken`: the browser holds something that it cannot read, such as half a date. */
  | { readonly type: 'typed'; readonly name: string; readonly value: string; readonly isBroken: boolean }
  | { readonly type: 'left'; readonly name: string }
  | { readonly type: 'hand_in' };

type HostedIntent =
  /** To the provider's page; null goes by the way that the merchant's page wants. */
  | { readonly type: 'go_to_page'; readonly way: Way | null }
  /** Brings its window to the front. */
  | { readonly type: 'show_page' };

/** What a person does on a screen. Screens change nothing themselves: they say this. */
export type Intent =
  | Said
  | CaptureIntent
  | FaceIntent
  | FormIntent
  | HostedIntent
  | { readonly type: 'restart' };

/** What every screen gets beside its view model. */
export interface Scene {
  readonly text: Text;
  /** The language of the words, for numbers. */
  readonly locale: string;
  readonly send: (intent: Intent) => void;
  /** Where the merchant wants the person to go after the result; http or https. */
  readonly redirectUrl: string | null;
  /** True when beginning again would be with another session. */
  readonly canRestart: boolean;
}

/** What takes the place of a piece of the camera's screen, or joins it; pieces that are not here are as for a document. */
export interface CameraPieces {
  /** Classes of the whole. */
  readonly look?: string;
  /** What the chip has in it. */
  readonly chip?: TemplateResult;
  /** Above the controls. */
  readonly note?: TemplateResult;
  /** In place of the shutter: nothing is taken by a press or a key then. */
  readonly shutter?: TemplateResult;
  /** What a screen reader says; null for the hint that is voiced. */
  readonly voice?: string | null;
}

/** What the screens of the capture part get besides. */
export interface CaptureScene extends Scene {
  /** An address for an `<img>`; null when the picture is gone. */
  readonly picture: (id: PictureId) => string | null;
  readonly live: Live | null;
  /** The side of the device that its camera app begins with; the rear one unless told. */
  readonly facing?: Facing;
  readonly pieces?: CameraPieces;
}

/** What the form's screen gets besides. */
export interface FormScene extends Scene {
  readonly form: FormLive;
  /** Those of the device, the preferred one first. */
  readonly languages: readonly string[];
}

/** What the screens of the hosted part get besides. */
export interface HostedScene extends Scene {
  /** The camera's picture while it is tried. */
  readonly video: HTMLVideoElement | null;
  readonly isMirrored: boolean;
  /** The provider's page, once the person is on their way. */
  readonly url: string | null;
}
