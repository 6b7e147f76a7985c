import type { TemplateResult } from 'lit';
import type { Source } from '../../flow/capture/types.ts';
import { currentStep } from '../../flow/steps.ts';
import type { Step, View } from '../../flow/types.ts';
import { enProof } from '../../i18n/en-proof.ts';
import { proofScreen } from '../../screens/proof.ts';
import { proofStyles } from '../../screens/proof-styles.ts';
import type { CaptureScene, Intent } from '../../screens/scene.ts';
import type { Part, PartHost } from '../part.ts';
import { checkProof } from '../proof-file.ts';
import { proofSubjects } from '../proof-subjects.ts';
import type { Judged, Watcher } from '../room.ts';
import type { Subject } from '../subject.ts';
import type { CaptureHelper, CaptureTools, FaceHelper } from './capture-helper.ts';

/** Lets the capture part take faces and proofs. What follows a face has a part of its own. */
class ProofWorker implements CaptureHelper {
  private readonly _host: PartHost;
  private _hasSkipped = false;

  constructor(host: PartHost) {
    this._host = host;
  }

  subjectOf({ kind }: Step): Subject | undefined {
    return proofSubjects[kind];
  }

  async check(file: Blob, step: Step): Promise<Judged | null> {
    return step.kind === 'file' ? checkProof(file, step) : null;
  }

  watcherOf(step: Step): Watcher | undefined {
    return this._face?.watcherOf(step);
  }

  async beforeUpload(step: Step, file: Blob, source: Source, signal: AbortSignal): Promise<void> {
    await this._face?.beforeUpload(step, file, source, signal);
  }

  pictureScreen(view: View, scene: CaptureScene, tools: CaptureTools): TemplateResult | null {
    const { state } = this._host;
    const step = 'journey' in state && state.journey ? currentStep(state.journey) : undefined;
    if (step?.kind !== 'selfie' && step?.kind !== 'file') return null;
    return proofScreen(view, step, scene, tools, this._face);
  }

  /** Knows more of faces. */
  private get _face(): FaceHelper | undefined {
    return this._host.worker('face') as FaceHelper | undefined;
  }

  perform(): void {}

  handle({ type }: Intent): boolean {
    this._hasSkipped = type === 'skip';
    return false;
  }

  /** From one proof to the next the screen is the same one, so that nobody else tells that it is another step. */
  drawn(root: ParentNode): void {
    if (this._hasSkipped) root.querySelector('h2')?.focus();
    this._hasSkipped = false;
  }

  screen(): null {
    return null;
  }

  stop(): void {}
}

export const part: Part = {
  // The capture part plays these steps, by its own rules.
  flow: { begin: (journey) => ({ name: 'fetching', journey }), enter: {}, on: {}, view: {} },
  messages: enProof,
  styles: proofStyles,
  begin: (host) => new ProofWorker(host),
};
