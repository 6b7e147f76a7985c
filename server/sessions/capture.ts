import type { Details, FlowStep } from '../contract/flow.ts';
import type { UploadRequest, UploadTarget } from '../contract/upload.ts';
import { Problem } from '../http/problem.ts';
import { ProviderError } from '../providers/errors.ts';
import type { Change } from '../providers/provider.ts';
import { comparedAnew } from './codes.ts';
import { readDetails } from './details.ts';
import { assertOpen, type Ledger } from './ledger.ts';
import { withoutDetails, withoutSlot, withSlot } from './refused.ts';
import type { Sessions } from './service.ts';
import type { Session } from './session.ts';
import { stepsOf } from './steps.ts';
import { type CheckedBody, checkUpload } from './upload-check.ts';

/** How long a file may be announced before it is sent to our own streamed route. */
const CONTENT_TTL_MS = 15 * 60_000;

/** What the person delivers while the session is pending: details and files. */
export function createCapture(
  ledger: Ledger,
): Pick<Sessions, 'saveDetails' | 'uploadTarget' | 'streamUpload'> {
  const steps = (session: Session) =>
    stepsOf(ledger.adapter(session), ledger.forAdapter(session), session.refused);

  /** The session may have been closed while the provider was asked. */
  const write = (
    id: string,
    update: (session: Session) => ReturnType<Ledger['meaning']>,
    upload?: UploadRequest,
  ) =>
    ledger.update(id, (session) => {
      assertOpen(session);
      return { ...update(session), ...(upload ? { upload } : {}) };
    });

  const arrived = (session: Session, change: Change, slot: string) => {
    const { patch, ...rest } = ledger.meaning(session, change);
    return { ...rest, patch: { ...patch, refused: withoutSlot(session, slot) } };
  };

  /** Our own route, for adapters that take the bytes themselves; the address lives no longer than the session. */
  const ownTarget = (session: Session, file: UploadRequest, url: string): UploadTarget => ({
    method: 'PUT',
    url,
    headers: { 'content-type': file.contentType },
    expiresAt: new Date(
      Math.min(session.expiresAt.getTime(), ledger.now().getTime() + CONTENT_TTL_MS),
    ).toISOString(),
  });

  return {
    async saveDetails(id, details: Details) {
      const session = await ledger.load(id);
      assertOpen(session);
      const forms = steps(session).filter((step) => step.kind === 'details');
      if (forms.length === 0) throw new Problem('step_conflict', 'This flow has no form.');
      const read = readDetails(
        forms.flatMap((form) => form.fields ?? []),
        details,
        ledger.now(),
      );
      await write(id, (current) => ({
        patch: {
          details: read,
          refused: withoutDetails(current),
          ...comparedAnew(current, read),
        },
      }));
    },

    uploadTarget: (id, file, contentUrl, context) =>
      ledger.exclusive.run(id, async () => {
        const session = await ledger.load(id);
        assertOpen(session);
        assertFits(steps(session), file);
        const adapter = ledger.adapter(session);
        if (adapter.streamUpload) {
          // Announced is not arrived: a page that is loaded anew meanwhile has to send it again.
          await write(id, (current) => ({ patch: { refused: withSlot(current, file.slot) } }), file);
          return ownTarget(session, file, contentUrl(file.slot));
        }
        if (!adapter.uploadTarget)
          throw new Problem('step_conflict', 'This provider takes no files from here.');
        const { target, ...change } = await adapter.uploadTarget(ledger.forAdapter(session), file, context);
        await write(id, (current) => arrived(current, change, file.slot), file);
        return target;
      }),

    streamUpload: (id, slot, body, contentType, context) =>
      ledger.exclusive.run(id, async () => {
        const session = await ledger.load(id);
        assertOpen(session);
        stepOf(steps(session), slot);
        const adapter = ledger.adapter(session);
        const file = session.uploads.find((upload) => upload.slot === slot);
        if (!adapter.streamUpload)
          throw new Problem('step_conflict', 'Files go to the address that was given.');
        if (!file) throw new Problem('step_conflict', 'The file was not announced.');
        if (contentType.split(';')[0]?.trim().toLowerCase() !== file.contentType) {
          throw new Problem('file_mismatch', 'The file has another type than it was announced with.');
        }
        const checked = checkUpload(body, file);
        const sent = adapter.streamUpload(ledger.forAdapter(session), file, checked.body, context);
        const change = await sent.catch((error: unknown) => {
          throw checked.problem ?? (isSlow(error, checked) ? slow() : error);
        });
        if (checked.problem) throw checked.problem;
        // An upstream that is content with half a file did not get it.
        if (!checked.complete) throw new ProviderError(adapter.name, 'streamUpload', 'invalid_response');
        await write(id, (current) => arrived(current, change, slot));
      }),
  };
}

/** The provider waited for bytes that this server did not have: nobody's fault but the line's. */
const isSlow = (error: unknown, { isStarved }: CheckedBody): boolean =>
  error instanceof ProviderError && error.kind === 'timeout' && isStarved;

const slow = () => new Problem('upload_timeout', 'The file did not arrive in time; send it again.');

function stepOf(steps: readonly FlowStep[], slot: string): FlowStep {
  const step = steps.find((candidate) => candidate.slot === slot);
  if (step) return step;
  throw new Problem('slot_unknown', 'This flow has no such slot.', {
    details: [
      { path: 'slot', message: `must be one of ${steps.flatMap((each) => each.slot ?? []).join(', ')}` },
    ],
  });
}

function assertFits(steps: readonly FlowStep[], file: UploadRequest): void {
  const { accept, minBytes, maxBytes } = stepOf(steps, file.slot);
  if (!accept.includes(file.contentType)) {
    throw new Problem('file_type_unsupported', `The slot takes ${accept.join(', ')}.`);
  }
  if (file.size > maxBytes)
    throw new Problem('file_too_large', `The slot takes ${maxBytes} bytes at the most.`);
  if (minBytes !== undefined && file.size < minBytes) {
    throw new Problem('file_too_small', `The slot takes ${minBytes} bytes at the least.`);
  }
}
