/**
 * What the sample shop can ask for: each provider with its documents and with what its sandbox can be made to answer. A real
 * merchant has one provider and none of this; changing it is the one word `provider`.
 */
import { randomBytes } from 'node:crypto';

export const providerNames = ['onekyc', 'ost', 'enxtai', 'ctos', 'truestack'] as const;
export type ProviderName = (typeof providerNames)[number];

interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface Offer {
  readonly provider: ProviderName;
  readonly label: string;
  /** What the customer is asked for, as the shop's page says it. */
  readonly asks: string;
  /** True when the provider's own page takes the pictures. */
  readonly isHosted: boolean;
  readonly documents: readonly Choice[];
  readonly outcomes: readonly Choice[];
}

const choices = (pairs: Readonly<Record<string, string>>): readonly Choice[] =>
  Object.entries(pairs).map(([value, label]) => ({ value, label }));

const hosted = {
  isHosted: true,
  documents: choices({ mykad: 'MyKad', passport: 'Passport' }),
  outcomes: choices({
    approve: 'let you decide on its page',
    reject: 'reject: document unreadable',
    'reject-face': 'reject: another face',
    'reject-retries': 'reject: too many tries',
    expire: 'let the page expire',
    slow: 'approve, slowly',
    never: 'never answer',
    'no-webhook': 'send no webhook',
    'double-webhook': 'send its last webhook twice',
    'reordered-webhooks': 'send its webhooks out of order',
    'bad-signature': 'sign its webhooks wrongly',
    down: 'be down',
  }),
} as const;

export const catalogue: readonly Offer[] = [
  {
    provider: 'onekyc',
    label: 'GTF OneKYC (Indonesia)',
    asks: 'your KTP',
    isHosted: false,
    documents: choices({ ktp: 'KTP' }),
    outcomes: choices({
      approve: 'approve',
      reject: 'reject: document invalid',
      'reject-not-ktp': 'reject: not a KTP',
      review: 'ask for a review',
      error: 'fail while processing',
      slow: 'approve, slowly',
      never: 'never answer',
      down: 'be down',
      'expired-url': 'give an expired upload address first',
    }),
  },
  {
    provider: 'ost',
    label: 'OST KYC (any country)',
    asks: 'a few details, a document, your face and proof of where you live',
    isHosted: false,
    documents: choices({
      passport: 'Passport',
      national_id: 'Identity card',
      driving_licence: 'Driving licence',
      aadhaar: 'Aadhaar card',
      pan: 'PAN card',
    }),
    outcomes: choices({
      approve: 'approve',
      reject: 'reject',
      issue: 'report an issue with the document',
      'aml-reject': 'reject: sanctions list',
      review: 'leave it to an administrator',
      slow: 'approve, slowly',
      never: 'never answer',
      'double-webhook': 'send each webhook twice',
      'reordered-webhooks': 'send its webhooks out of order',
      down: 'be down',
    }),
  },
  {
    provider: 'enxtai',
    label: 'EnxtAI (India)',
    asks: 'your PAN card, your Aadhaar card and your face',
    isHosted: false,
    documents: choices({ pan: 'PAN and Aadhaar', aadhaar: 'Aadhaar and PAN' }),
    outcomes: choices({
      approve: 'approve',
      verified: 'approve, and confirm it later',
      reject: 'reject: another face',
      review: 'ask for a review',
      'review+verified': 'ask for a review, then approve',
      slow: 'approve, slowly',
      busy: 'be busy at the first upload',
      'dropped-upload': 'lose the connection at the first upload',
      'double-webhook': 'send each webhook twice',
      'reordered-webhooks': 'send its webhooks out of order',
      down: 'be down',
    }),
  },
  { provider: 'ctos', label: 'CTOS eKYC Gateway (Malaysia)', asks: 'your MyKad or passport', ...hosted },
  {
    provider: 'truestack',
    label: 'TrueStack (Malaysia)',
    asks: 'your MyKad or passport',
    ...hosted,
    outcomes: [...hosted.outcomes, { value: 'quota', label: 'say that the credit is used up' }],
  },
];

/** What OneKYC is offered with where the KYC server has `ONEKYC_LIVENESS`; other words speak of the KTP alone. */
const withFace = {
  asks: 'your KTP and your face',
  outcomes: choices({
    'reject-not-live': 'reject: nobody there in person',
    'review-face': 'ask for a review of the face',
    'unusable-face': 'find the first photo of the face unusable',
    'slow-face': 'approve, slowly with the face',
  }),
};

/** What the shop can ask of a KYC server that takes OneKYC's faces, or does not. */
export const offersOf = (onekycLiveness: boolean): readonly Offer[] =>
  catalogue.map((offer) =>
    onekycLiveness && offer.provider === 'onekyc'
      ? { ...offer, asks: withFace.asks, outcomes: [...offer.outcomes, ...withFace.outcomes] }
      : offer,
  );

/** Numbers that have the right form and belong to nobody. */
const samples: Readonly<Record<string, string>> = { mykad: '000101-01-0000', passport: 'A00000000' };

/**
 * The body of `POST /v1/sessions` for a made-up customer. Sandboxes read the outcome off the end of what they get anyway:
 * the customer's number, the e-mail address or the name on the document; a real provider looks at the pictures.
 */
export function orderOf(provider: ProviderName, documentType: string, outcome: string): object {
  const customer = `customer-${randomBytes(4).toString('hex')}`;
  switch (provider) {
    case 'onekyc':
    case 'enxtai':
      return { provider, document: { type: documentType }, user: { externalId: `${customer}+${outcome}` } };
    case 'ost':
      return {
        provider,
        document: { type: documentType },
        user: { externalId: customer, email: `${customer}+${outcome}@shop.example` },
      };
    case 'ctos':
    case 'truestack':
      return {
        provider,
        document: { type: documentType, name: `SITI SAMPLE +${outcome}`, number: samples[documentType] },
        user: { externalId: customer },
      };
  }
}
