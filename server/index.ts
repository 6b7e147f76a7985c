/** The server as a library: what `main.ts` is made of, for those who want to run it inside of a server of their own. */
export { type AppOptions, createApp } from './app.ts';
export { type Config, ConfigError, loadConfig } from './config.ts';
export * as contract from './contract/index.ts';
export { eventOf } from './delivery/event.ts';
export { createDelivery, type Delivery } from './delivery/index.ts';
export { createSender } from './delivery/send.ts';
export { answerClientErrors } from './http/client-errors.ts';
export { createLogger } from './http/logger.ts';
export { type Keys, loadKeys } from './keys.ts';
export { faceLandmarker } from './models/face-landmarker.ts';
export { type FaceModel, loadModel } from './models/load.ts';
export { providerModules } from './providers/registry.ts';
export { createStreamingFetch } from './providers/stream-fetch.ts';
export { createSessions } from './sessions/index.ts';
export type { Sessions } from './sessions/service.ts';
export { openStore } from './store/index.ts';
export type { Store } from './store/store.ts';
export { createTokens, type Tokens } from './tokens.ts';
