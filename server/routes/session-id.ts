import type { Request } from 'express';
import { Problem } from '../http/problem.ts';

/** The session that the path names. An id that cannot be one is answered like one that is unknown. */
export function idOf(request: Request): string {
  const id = request.params['id'];
  if (typeof id === 'string' && /^ses_[a-z0-9]{24}$/.test(id)) return id;
  throw new Problem('session_not_found', 'There is no such session.');
}
