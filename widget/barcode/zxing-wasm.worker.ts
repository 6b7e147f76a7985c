import { offer } from './offer.ts';
import { openWasmReader } from './zxing-wasm.ts';

// No worker of its own: a script that the worker of this room loads (`offer.ts`).
offer('wasm', openWasmReader);
