import type { Request, Response } from 'express';
import type { CallContext } from '../providers/provider.ts';
import { signalOf } from './abort.ts';
import { requestIdOf } from './request-id.ts';

/** What a call to a provider needs to know of the request that it is made for. */
export const contextOf = (_request: Request, response: Response): CallContext => ({
  signal: signalOf(response),
  requestId: requestIdOf(response),
});
