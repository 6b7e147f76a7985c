import type { Request } from 'express';
import { Problem } from '../http/problem.ts';
import { sessionIdPattern } from '../sessions/ids.ts';

/** The session that the path names. An id that cannot be one is answered like one that is unknown. */
export function idOf(request: Request): string {
  const id = request.params['id'];
  if (typeof id === 'string' && sessionIdPattern.test(id)) return id;
  throw new Problem('session_not_found', 'There is no such session.');
}
