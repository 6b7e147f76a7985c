import type { CodeKind, CodeSignature } from '../contract/code.ts';

/** An Indian address, as both Aadhaar codes divide it. */
export interface Address {
  readonly house: string | null;
  readonly street: string | null;
  readonly landmark: string | null;
  readonly location: string | null;
  /** Village, town or city. */
  readonly town: string | null;
  readonly postOffice: string | null;
  readonly subDistrict: string | null;
  readonly district: string | null;
  readonly state: string | null;
  /** The PIN code. */
  readonly postalCode: string | null;
}

/** What a code says of its holder, as far as there is a use for it: no photograph, no relatives, no hash, no telephone. */
export interface CodePerson {
  readonly name: string | null;
  /** ISO 8601: a day, or a year where the card has no more. */
  readonly dateOfBirth: string | null;
  /** A PAN; of an Aadhaar number `XXXX XXXX 1234`. */
  readonly number: string | null;
  readonly address: Address | null;
}

export interface CodeReading {
  readonly kind: CodeKind;
  readonly signature: CodeSignature;
  /** Null where nothing of the person could be read. */
  readonly person: CodePerson | null;
}
