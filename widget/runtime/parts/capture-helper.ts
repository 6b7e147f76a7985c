import type { TemplateResult } from 'lit';
import type { CameraScreenView, Source } from '../../flow/capture/types.ts';
import type { Step, View } from '../../flow/types.ts';
import type { captureScreen } from '../../screens/capture.ts';
import type { offerButton } from '../../screens/picker.ts';
import type { CaptureScene } from '../../screens/scene.ts';
import type { Worker } from '../part.ts';
import type { PictureStore } from '../picture-store.ts';
import type { Judged, Watcher } from '../room.ts';
import type { Subject } from '../subject.ts';

/** What the capture part lends: a later file may not import what another later file has. */
export interface CaptureTools {
  readonly captureScreen: typeof captureScreen;
  readonly offerButton: typeof offerButton;
  readonly pictures: PictureStore;
}

/**
 * A part that lets the capture part play other steps than documents: it says how a picture is taken, takes files that are
 * none, and shows what is different.
 */
export interface CaptureHelper extends Worker {
  /** Undefined for a document. */
  subjectOf(step: Step): Subject | undefined;
  /** A file that is no picture, looked at; null for one that the encoder is to open. Rejects with a picture's code. */
  check(file: Blob, step: Step): Promise<Judged | null>;
  /** Who watches the live picture of a step in place of the judge. */
  watcherOf(step: Step): Watcher | undefined;
  /** Tells the server how a picture came about. Rejects with a server's code. */
  beforeUpload(step: Step, file: Blob, source: Source, signal: AbortSignal): Promise<void>;
  /** Null where the screens of documents will do. */
  pictureScreen(view: View, scene: CaptureScene, tools: CaptureTools): TemplateResult | null;
}

/** What follows a face, for the part that takes faces. */
export interface FaceHelper extends Worker, Pick<CaptureHelper, 'watcherOf' | 'beforeUpload'> {
  /** The camera's screen of a face. */
  cameraScreen(view: CameraScreenView, scene: CaptureScene, tools: CaptureTools): TemplateResult;
}
