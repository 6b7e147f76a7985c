import type { UploadTarget } from '../../server/contract/upload.ts';
import { fields, isHttp, isObject, isText, isTime, malformed, unsupported } from './parse.ts';

const isStringMap = (value: unknown): boolean =>
  isObject(value) && Object.values(value).every((item) => typeof item === 'string');

/** The guard of an upload target, which comes with the uploads. Throws as those of `parse.ts` do. */
export function parseTarget(value: unknown): UploadTarget {
  const target = fields(value);
  if (target['method'] !== 'PUT' && target['method'] !== 'POST') unsupported();
  const isWhole =
    target['method'] === 'PUT'
      ? isStringMap(target['headers'])
      : isStringMap(target['fields']) && isText(target['fileField']);
  return isWhole && isHttp(target['url']) && isTime(target['expiresAt'])
    ? (value as UploadTarget)
    : malformed();
}
