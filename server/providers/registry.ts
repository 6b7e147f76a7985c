import { provider as ctos } from './ctos/index.ts';
import { provider as enxtai } from './enxtai/index.ts';
import { provider as onekyc } from './onekyc/index.ts';
import { provider as ost } from './ost/index.ts';
import type { ProviderModule } from './provider.ts';
import { provider as truestack } from './truestack/index.ts';

/** Every provider there is, one line each. Which of them are offered depends on the variables that are set. */
export const providerModules: readonly ProviderModule[] = [onekyc, ost, enxtai, ctos, truestack];
