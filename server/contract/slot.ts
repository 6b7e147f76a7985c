import { z } from 'zod';

/** What a provider calls the place of a file. */
export const slotName = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be a slot name such as "ktp"');
