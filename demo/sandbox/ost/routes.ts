import type { Cases } from './cases.ts';
import type { Files } from './files.ts';
import type { FormRules } from './form.ts';
import type { Misbehaviour } from './misbehaviour.ts';
import type { Hash } from './query.ts';
import type { User, Users } from './users.ts';

/** All that the routes answer from. */
export interface RouteContext {
  readonly users: Users;
  readonly cases: Cases;
  readonly files: Files;
  readonly misbehaviour: Misbehaviour;
  readonly formRules: FormRules;
  /** The server's time, in milliseconds since the epoch. */
  readonly now: () => number;
  /** What the last page of a list has for `next_page_payload`. */
  readonly lastPage: 'absent' | 'empty';
  /** Whether users-kyc-detail tells what was submitted. */
  readonly tellsDetails: () => boolean;
  readonly onRegister: (user: User) => void;
}

export interface Call {
  readonly parameters: Hash;
  /** Of the path; empty where it has none. */
  readonly id: string;
}

export interface Route {
  readonly method: 'get' | 'post';
  /** Below `/api/v2`. */
  readonly path: string;
  /** @returns the whole answer, sent with 200. @throws OstError, Outage */
  readonly answer: (call: Call) => object | Promise<object>;
}

export const ok = (data: object): object => ({ success: true, data });
