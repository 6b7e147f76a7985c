import type { FlowEvent, PictureId } from '../flow/types.ts';
import type { Text } from '../i18n/text.ts';
import type { Box, Size } from '../runtime/camera-geometry.ts';
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
      | 'back'
      | 'retry'
      | 'finish'
      | 'cancel';
  }
>;

/** What a person does on a screen. Screens change nothing themselves: they say this. */
export type Intent =
  | Said
  | { readonly type: 'restart' | 'torch' | 'lens' }
  | { readonly type: 'pick'; readonly file: File }
  /** The camera's stage has this size, in CSS pixels, and this part of it is free of words and buttons. */
  | { readonly type: 'stage'; readonly stage: Size; readonly free: Box };

/** What every screen gets beside its view model. */
export interface Scene {
  readonly text: Text;
  /** The language of the words, for numbers. */
  readonly locale: string;
  readonly send: (intent: Intent) => void;
  /** An address for an `<img>`; null when the picture is gone. */
  readonly picture: (id: PictureId) => string | null;
  readonly live: Live | null;
  /** Where the merchant wants the person to go after the result; http or https. */
  readonly redirectUrl: string | null;
}
