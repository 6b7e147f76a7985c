import type { RequestHandler } from 'express';
import helmet from 'helmet';

const TWO_YEARS_SECONDS = 63_072_000;

/** Headers for answers that no browser is meant to show: nothing in them may run, be framed or be kept. */
export function securityHeaders({ publicUrl }: { readonly publicUrl: string }): RequestHandler {
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: publicUrl.startsWith('https:') ? { maxAge: TWO_YEARS_SECONDS } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
  return (request, response, next) => {
    response.set('Cache-Control', 'no-store');
    headers(request, response, next);
  };
}
