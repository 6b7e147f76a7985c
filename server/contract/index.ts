export * from './code.ts';
export * from './error.ts';
export * from './flow.ts';
export * from './reason.ts';
export * from './session.ts';
export * from './status.ts';
export * from './upload.ts';
export * from './webhook.ts';
