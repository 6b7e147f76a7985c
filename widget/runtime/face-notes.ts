import type { LivenessSignals } from '../../server/contract/liveness.ts';
import type { Guide } from '../liveness/guide.ts';
import type { FaceEngine } from '../liveness/index.ts';
import { framesOf, isVirtualCamera, type Notes, noNotes, noteReading } from '../liveness/signals.ts';
import type { Reading } from '../liveness/types.ts';
import type { CameraView } from './ports.ts';

const sides: readonly string[] = [
  'user',
  'environment',
  'left',
  'right',
] satisfies LivenessSignals['camera']['facing'][];

/** What is noticed while a face is photographed: evidence for others to weigh. One to a step. */
export class FaceNotes {
  private _notes: Notes = noNotes;
  private _camera: LivenessSignals['camera'] | null = null;
  private _cameraId: string | undefined;
  private _changes = 0;
  private _engine: FaceEngine | null = null;
  /** Of rounds that are over. */
  private _before = { lost: 0, jumps: 0, others: 0 };
  private _now = { lost: 0, jumps: 0, others: 0 };

  /** Looks at the camera anew; its label is only compared. */
  camera(view: CameraView): void {
    const { label, id, facing, frameRate } = view.facts();
    if (this._camera && id !== this._cameraId) this._changes += 1;
    this._cameraId = id;
    this._camera = {
      // Once it was one, it counts.
      virtual: this._camera?.virtual || isVirtualCamera(label),
      changes: this._changes,
      width: Math.round(view.width),
      height: Math.round(view.height),
      frameRate: frameRate === undefined ? null : Math.min(1000, Math.max(0, frameRate)),
      facing: sides.includes(facing ?? '') ? (facing as LivenessSignals['camera']['facing']) : null,
    };
  }

  engine(engine: FaceEngine): void {
    this._engine = engine;
  }

  reading(reading: Reading, tookMs: number, { lost, jumps, others, phase }: Guide): void {
    this._notes = noteReading(this._notes, reading, tookMs);
    this._now = { lost, jumps, others };
    if (phase === 'done' || phase === 'failed') {
      const { lost: a, jumps: b, others: c } = this._before;
      this._before = { lost: a + lost, jumps: b + jumps, others: c + others };
      this._now = { lost: 0, jumps: 0, others: 0 };
    }
  }

  /** Null before there was a camera. */
  signals(): LivenessSignals | null {
    if (!this._camera) return null;
    const { medianMs, ...frames } = framesOf(this._notes);
    const info = this._engine?.info;
    return {
      camera: this._camera,
      frames,
      face: {
        lost: this._before.lost + this._now.lost,
        jumps: this._before.jumps + this._now.jumps,
        others: this._before.others + this._now.others,
      },
      engine: info ? { ...info, medianMs } : null,
    };
  }
}
