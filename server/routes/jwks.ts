import type { RequestHandler } from 'express';
import type { Dependencies } from './dependencies.ts';

/** `GET /.well-known/jwks.json`: the public keys that session tokens are signed with. */
export const jwks =
  ({ tokens }: Dependencies): RequestHandler =>
  (_request, response) => {
    response.set('Cache-Control', 'public, max-age=300').json(tokens.jwks());
  };
