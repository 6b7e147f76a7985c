import type { ImageInfo } from '../onekyc/image.ts';

/** `EX0`: the API as documented. `EXH`: its later form, where the PAN comes from elsewhere. */
export type Generation = 'EX0' | 'EXH';

export const documentNames = ['pan', 'aadhaarFront', 'aadhaarBack', 'livePhoto'] as const;
export type DocumentName = (typeof documentNames)[number];

interface Document {
  /** Of its upload, after `/v1/kyc/upload/`. */
  readonly path: string;
  /** In the address that an upload is answered with. */
  readonly fileName: string;
}

export const documents: Readonly<Record<DocumentName, Document>> = {
  pan: { path: 'pan', fileName: 'PAN_CARD' },
  aadhaarFront: { path: 'aadhaar/front', fileName: 'AADHAAR_FRONT' },
  aadhaarBack: { path: 'aadhaar/back', fileName: 'AADHAAR_BACK' },
  livePhoto: { path: 'live-photo', fileName: 'LIVE_PHOTO' },
};

/** What has to be uploaded before a verification. */
export const wantedDocuments = (generation: Generation): readonly DocumentName[] =>
  generation === 'EX0' ? documentNames : documentNames.filter((name) => name !== 'pan');

/** What is remembered of an upload. */
export interface Upload {
  readonly sessionId: string;
  readonly externalUserId: string;
  readonly document: DocumentName;
  /** Bytes. */
  readonly size: number;
  /** Lowercase hex. */
  readonly sha256: string;
  readonly image: ImageInfo;
  readonly documentUrl: string;
}
