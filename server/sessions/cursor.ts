import { Problem } from '../http/problem.ts';
import { sessionIdPattern } from './ids.ts';

/** The last entry of a page: the next page starts behind it. */
export interface Position {
  readonly createdAt: Date;
  readonly id: string;
}

/** `<milliseconds>.<id>` as base64url; opaque to whoever holds it. */
export const writeCursor = ({ createdAt, id }: Position): string =>
  Buffer.from(`${createdAt.getTime()}.${id}`).toString('base64url');

/** Throws Problem `query_invalid` for anything that `writeCursor` did not make of an id such as `ids` describes. */
export function readCursor(cursor: string, ids: RegExp = sessionIdPattern): Position {
  const [time = '', id = '', ...rest] = Buffer.from(cursor, 'base64url').toString('latin1').split('.');
  const createdAt = new Date(/^\d{1,15}$/.test(time) ? Number(time) : Number.NaN);
  const position = { createdAt, id };
  const valid = rest.length === 0 && ids.test(id) && !Number.isNaN(createdAt.getTime());
  if (!valid || writeCursor(position) !== cursor) {
    throw new Problem('query_invalid', 'The cursor is not one that this server gave out.', {
      details: [{ path: 'cursor', message: 'is not a cursor' }],
    });
  }
  return position;
}
