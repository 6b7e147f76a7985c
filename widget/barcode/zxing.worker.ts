import { offer } from './offer.ts';
import { readByScript } from './zxing.ts';

// No worker of its own: a script that the worker of this room loads (`offer.ts`).
offer('script', readByScript);
