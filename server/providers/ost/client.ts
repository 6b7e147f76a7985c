import type { z } from 'zod';
import { callerOf } from '../call.ts';
import { ProviderError } from '../errors.ts';
import type { AdapterDependencies } from '../provider.ts';
import { type Params, signedQuery } from './canonical.ts';
import { type KycFilters, type Page, type PageQuery, pageOf, pageParams, type UserFilters } from './pages.ts';
import { type OstRefusal, readRefusal } from './refusal.ts';
import { name, type Settings } from './settings.ts';
import {
  idText,
  type KycDetailAnswer,
  kycDetailAnswer,
  postAnswer,
  putAnswer,
  type UploadPlace,
  type User,
  type UserKyc,
  userAnswer,
  userKycAnswer,
  usersAnswer,
  usersKycAnswer,
  validationAnswer,
} from './wire.ts';

/** For whom a call is made. */
export interface For {
  /** For errors: `submit`. */
  readonly operation: string;
  readonly signal: AbortSignal;
  /** For one attempt, in milliseconds. */
  readonly timeoutMs?: number;
}

/** A ProviderError with what OST said about the parameters that were sent. */
export class OstError extends ProviderError {
  constructor(
    error: ProviderError,
    readonly parameters: readonly string[],
    clockAheadMs: number | null,
  ) {
    const { provider, operation, kind, info } = error;
    super(provider, operation, kind, { ...info, ...(clockAheadMs !== null && { clockAheadMs }) });
  }
}

/** The calls of the API v2 that this project has a use for, one method each. All reject with ProviderError only. */
export type OstClient = ReturnType<typeof createClient>;

const PREFIX = '/api/v2';
/** A whole address filters well: who has more users around it than this is not looked up any further. */
const MOST_PAGES = 10;

export function createClient(values: Settings, { fetch, now, sleep }: AdapterDependencies) {
  const base = values.OST_BASE_URL;

  const send = async <T>(
    method: 'GET' | 'POST',
    below: string,
    params: Params,
    schema: z.ZodType<T>,
    { operation, signal, timeoutMs }: For,
    isRepeatable = method === 'GET',
  ): Promise<T> => {
    const path = `${PREFIX}${below}`;
    let refusal: OstRefusal = { parameters: [] };
    let clockAheadMs: number | null = null;
    const call = callerOf({
      provider: name,
      base,
      fetch,
      now,
      sleep,
      refusal: (status, body) => {
        refusal = readRefusal(status, body);
        return refusal;
      },
      observe: (headers) => {
        const theirs = Date.parse(headers.get('date') ?? '');
        clockAheadMs = Number.isNaN(theirs) ? null : now() - theirs;
      },
    });
    try {
      return await call({
        operation,
        method,
        path,
        schema,
        signal,
        repeatable: isRepeatable,
        ...(timeoutMs !== undefined && { timeoutMs }),
        // Signed anew for every attempt: a signature is good for ten seconds.
        fresh: () => {
          refusal = { parameters: [] };
          clockAheadMs = null;
          const signed = signedQuery(path, params, {
            apiKey: values.OST_API_KEY,
            secret: values.OST_API_SECRET,
            now: now(),
          });
          return method === 'GET' ? { query: signed } : { form: signed };
        },
      });
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      throw new OstError(error, refusal.parameters, error.kind === 'clock' ? clockAheadMs : null);
    }
  };

  const about = (userId: string, { operation }: For): string => {
    if (idText.safeParse(userId).success) return encodeURIComponent(userId);
    throw new ProviderError(name, operation, 'bad_request');
  };

  const getKyc = async (userId: string, call: For): Promise<UserKyc> => {
    const { data } = await send('GET', `/users-kyc/${about(userId, call)}`, {}, userKycAnswer, call);
    return ofUser(userId, data.user_kyc, call);
  };

  const listUsers = async (query: PageQuery<UserFilters>, call: For): Promise<Page<User>> => {
    const { data } = await send('GET', '/users', pageParams(query), usersAnswer, call);
    return pageOf(data.users, data.meta, query.page ?? 1);
  };

  return {
    /** Null when OST does not take this address: as a rule because it has a user with it already. */
    async createUser(email: string, call: For): Promise<User | null> {
      try {
        // Said twice, it is one user: the second answer is that the address is taken.
        const { data } = await send('POST', '/users', { email }, userAnswer, call, true);
        return data.user;
      } catch (error) {
        if (error instanceof OstError && error.parameters.includes('email')) return null;
        throw error;
      }
    },

    async getUser(userId: string, call: For): Promise<User> {
      const { data } = await send('GET', `/users/${about(userId, call)}`, {}, userAnswer, call);
      if (data.user.id !== userId) throw new ProviderError(name, call.operation, 'invalid_response');
      return data.user;
    },

    listUsers,

    /** The user with exactly this address; null when there is none. */
    async findUser(email: string, call: For): Promise<User | null> {
      const wanted = lowerCase(email);
      let page: number | null = 1;
      for (let pages = 0; page !== null && pages < MOST_PAGES; pages += 1) {
        const { items, nextPage }: Page<User> = await listUsers(
          { page, limit: 100, filters: { email } },
          call,
        );
        const found = items.find((user) => lowerCase(user.email ?? '') === wanted);
        if (found) return found;
        page = nextPage;
      }
      return null;
    },

    /** Makes the user's case, or replaces what was submitted in it. Not repeated: each one counts as a submission. */
    async submitKyc(userId: string, params: Params, call: For): Promise<UserKyc> {
      const path = `/users-kyc/${about(userId, call)}`;
      const { data } = await send('POST', path, params, userKycAnswer, call);
      return ofUser(userId, data.user_kyc, call);
    },

    getKyc,

    /** Null when nothing was submitted yet. */
    async findKyc(userId: string, call: For): Promise<UserKyc | null> {
      try {
        return await getKyc(userId, call);
      } catch (error) {
        if (error instanceof ProviderError && error.kind === 'not_found') return null;
        throw error;
      }
    },

    async listKyc(query: PageQuery<KycFilters>, call: For): Promise<Page<UserKyc>> {
      const { data } = await send('GET', '/users-kyc', pageParams(query), usersKycAnswer, call);
      return pageOf(data.users_kyc, data.meta, query.page ?? 1);
    },

    /** What was submitted last, unless the merchant's setting keeps it back, and when: in seconds since the epoch. */
    async getKycDetail(userId: string, call: For): Promise<KycDetailAnswer> {
      const path = `/users-kyc-detail/${about(userId, call)}`;
      return (await send('GET', path, {}, kycDetailAnswer, call)).data;
    },

    /** Where to upload one file to, for fifteen minutes. `file` is a name for it within the answer. */
    async getUploadPlace(
      method: 'put' | 'post',
      file: string,
      contentType: string,
      call: For,
    ): Promise<UploadPlace> {
      const path = `/users-kyc/pre-signed-urls/for-${method}`;
      const params = { files: { [file]: contentType } };
      const places =
        method === 'put'
          ? (await send('GET', path, params, putAnswer, call)).data.file_upload_put
          : (await send('GET', path, params, postAnswer, call)).data.file_upload_post;
      const place = Object.hasOwn(places, file) ? places[file] : undefined;
      if (place === undefined) throw new ProviderError(name, call.operation, 'invalid_response');
      return place;
    },

    async isEthereumAddress(address: string, call: For): Promise<boolean> {
      const params = { ethereum_address: address };
      try {
        return (await send('GET', '/ethereum-address-validation', params, validationAnswer, call)).success;
      } catch (error) {
        if (error instanceof OstError && error.parameters.includes('ethereum_address')) return false;
        throw error;
      }
    },
  };
}

function ofUser(userId: string, kyc: UserKyc, { operation }: For): UserKyc {
  if (kyc.user_id === userId) return kyc;
  throw new ProviderError(name, operation, 'invalid_response');
}

/** ASCII only: letters of other scripts that fold to these are other addresses. */
const lowerCase = (email: string): string => email.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
