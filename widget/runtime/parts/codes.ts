/** What reads the codes on documents. A file of its own, fetched when a step has a code. */
import { sendCode } from '../../api/codes.ts';
import { createCodes } from '../../barcode/index.ts';
import { CodeSearch } from '../code-search.ts';
import type { Clock } from '../ports.ts';

type Bridge = Parameters<typeof createCodes>[0]['createBridge'];

/** `createBridge` is lent, as a later file may not import what another later file has. */
export const codeSearch = (
  createBridge: Bridge,
  { clock, assetsUrl }: { readonly clock: Clock; readonly assetsUrl: string | null },
): CodeSearch => new CodeSearch({ codes: createCodes({ createBridge, assetsUrl }), clock, send: sendCode });
