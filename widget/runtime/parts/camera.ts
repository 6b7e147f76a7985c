/** The camera alone, as more than one part needs it. Reached through `load-part.ts` only. */
export { createCamera } from '../../camera/index.ts';
