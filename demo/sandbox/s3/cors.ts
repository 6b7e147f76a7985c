import { S3Error } from './errors.ts';

/** One CORS rule of a bucket. An origin or header may hold one `*`; without `headers` any header may be sent. */
export interface CorsRule {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers?: readonly string[];
  readonly expose?: readonly string[];
  readonly maxAgeSeconds?: number;
}

export type ResponseHeaders = Readonly<Record<string, string>>;

function matches(pattern: string, text: string): boolean {
  const [before = '', after, ...more] = pattern.split('*');
  if (after === undefined) return pattern === text;
  if (more.length > 0) return false;
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
}

const findRule = (
  rules: readonly CorsRule[],
  origin: string,
  method: string,
  headers: readonly string[],
): CorsRule | undefined =>
  rules.find(
    (rule) =>
      rule.methods.includes(method) &&
      rule.origins.some((pattern) => matches(pattern, origin)) &&
      headers.every((header) =>
        (rule.headers ?? ['*']).some((pattern) => matches(pattern.toLowerCase(), header)),
      ),
  );

const allowed = (rule: CorsRule, origin: string): ResponseHeaders => ({
  'access-control-allow-origin': rule.origins.includes('*') ? '*' : origin,
  'access-control-allow-methods': rule.methods.join(', '),
  ...(rule.expose ? { 'access-control-expose-headers': rule.expose.join(', ') } : {}),
  vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
});

/** The CORS headers of an answer to a request proper; none when no rule speaks of it. */
export function corsHeaders(
  rules: readonly CorsRule[],
  origin: string | undefined,
  method: string,
): ResponseHeaders {
  const rule = origin === undefined ? undefined : findRule(rules, origin, method, []);
  return rule && origin !== undefined ? allowed(rule, origin) : {};
}

/** Answers a preflight. @throws S3Error AccessForbidden when no rule allows what is asked, BadRequest without a question */
export function preflight(
  rules: readonly CorsRule[],
  origin: string | undefined,
  method: string | undefined,
  requested: string | undefined,
): ResponseHeaders {
  if (!origin || !method) {
    throw new S3Error(
      'BadRequest',
      'Insufficient information. Origin and Access-Control-Request-Method request headers needed.',
    );
  }
  const headers = (requested ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const rule = findRule(rules, origin, method, headers);
  if (!rule) {
    throw new S3Error(
      'AccessForbidden',
      "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
    );
  }
  return {
    ...allowed(rule, origin),
    ...(headers.length > 0 ? { 'access-control-allow-headers': headers.join(', ') } : {}),
    ...(rule.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(rule.maxAgeSeconds) }),
  };
}

const unescapeXml = (text: string): string =>
  text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&');

const elements = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, inner = '']) =>
    unescapeXml(inner.trim()),
  );

/** Reads the body of PutBucketCors. @throws S3Error MalformedXML */
export function parseCorsXml(xml: string): CorsRule[] {
  const rules = [...xml.matchAll(/<CORSRule>([\s\S]*?)<\/CORSRule>/g)].map(([, inner = '']) => {
    const [age] = elements(inner, 'MaxAgeSeconds');
    return {
      origins: elements(inner, 'AllowedOrigin'),
      methods: elements(inner, 'AllowedMethod'),
      headers: elements(inner, 'AllowedHeader'),
      expose: elements(inner, 'ExposeHeader'),
      ...(age && /^\d{1,9}$/.test(age) ? { maxAgeSeconds: Number(age) } : {}),
    };
  });
  const complete = rules.every((rule) => rule.origins.length > 0 && rule.methods.length > 0);
  if (!/<CORSConfiguration[\s>]/.test(xml) || rules.length === 0 || !complete) {
    throw new S3Error('MalformedXML', 'The XML you provided was not well-formed or did not validate.');
  }
  return rules;
}

/** The body of PutBucketCors. */
export const corsXml = (rules: readonly CorsRule[]): string => {
  const list = (name: string, values: readonly (string | number)[] = []): string =>
    values
      .map((value) => `<${name}>${String(value).replace(/&/g, '&amp;').replace(/</g, '&lt;')}</${name}>`)
      .join('');
  const body = rules.map(
    (rule) =>
      `<CORSRule>${list('AllowedOrigin', rule.origins)}${list('AllowedMethod', rule.methods)}${list('AllowedHeader', rule.headers ?? ['*'])}${list('ExposeHeader', rule.expose)}${list('MaxAgeSeconds', rule.maxAgeSeconds === undefined ? [] : [rule.maxAgeSeconds])}</CORSRule>`,
  );
  return `<CORSConfiguration>${body.join('')}</CORSConfiguration>`;
};
