import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';

// Test code only: codes of made-up people, signed by a key that is made here.

export interface TestKeys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export const makeKeys = (): TestKeys => generateKeyPairSync('rsa', { modulusLength: 2048 });

/** In the order of the code; the reference id begins with the last four digits of the number. */
export const samplePerson = {
  reference: '234520240102030405678',
  name: 'Asha Contoh',
  birth: '31-12-1990',
  gender: 'F',
  careOf: 'D/O Ravi Contoh',
  district: 'Sample District',
  landmark: 'Near Sample Park',
  house: '12-B',
  location: 'Sample Nagar',
  pin: '110001',
  postOffice: 'Sample PO',
  state: 'Delhi',
  street: 'Sample Road',
  subDistrict: 'Sample Tehsil',
  town: 'New Delhi',
} as const;

export type SamplePerson = { readonly [name in keyof typeof samplePerson]: string };

export interface SecureQrOptions {
  readonly person?: Partial<SamplePerson>;
  /** 2 to 5 put `V2` … in front, and the last four digits of the mobile number behind the town. */
  readonly version?: number;
  readonly packing?: 'gzip' | 'zlib';
  readonly encoding?: 'utf8' | 'latin1';
  /** 0 to 3: which hashes come behind the photograph. */
  readonly flag?: number;
  /** Null signs with nothing: 256 bytes of zeros. */
  readonly key: KeyObject | null;
}

/** What begins and ends like a JPEG 2000 code stream, with separators inside. */
export const samplePhoto = Buffer.concat([
  Buffer.from('ff4fff51002f', 'hex'),
  Buffer.from(Array.from({ length: 400 }, (_, index) => (index * 37) % 256)),
  Buffer.from('ffd9', 'hex'),
]);

const decimalOf = (bytes: Buffer): string => BigInt(`0x${bytes.toString('hex')}`).toString();

/** The digits of bytes as a code holds them. */
export const pack = (bytes: Buffer, packing: 'gzip' | 'zlib' = 'gzip'): string =>
  decimalOf(packing === 'gzip' ? gzipSync(bytes) : deflateSync(bytes));

/** What is signed: texts, photograph, hashes. */
export function secureBytes({
  person,
  version,
  encoding = 'utf8',
  flag = 3,
}: Omit<SecureQrOptions, 'key'>): Buffer {
  const texts = [
    ...(version === undefined ? [] : [`V${version}`]),
    String(flag),
    ...Object.values({ ...samplePerson, ...person }),
    ...(version === undefined ? [] : ['6789']),
  ];
  const hash = (byte: number) => Buffer.alloc(32, byte);
  return Buffer.concat([
    ...texts.flatMap((text) => [Buffer.from(text, encoding), Buffer.of(0xff)]),
    samplePhoto,
    ...(flag & 1 ? [hash(0xe1)] : []),
    ...(flag & 2 ? [hash(0xa2)] : []),
  ]);
}

/** The digits of a whole Secure QR. */
export function secureQr(options: SecureQrOptions): string {
  const signed = secureBytes(options);
  const signature = options.key ? sign('RSA-SHA256', signed, options.key) : Buffer.alloc(256);
  return pack(Buffer.concat([signed, signature]), options.packing);
}

/** The older form, with the whole of a number that has a right check digit and belongs to nobody. */
export const sampleXml =
  '<?xml version="1.0" encoding="UTF-8"?>\n<PrintLetterBarcodeData uid="234123412346" name="Asha Contoh" gender="F" ' +
  'yob="1990" dob="31/12/1990" co="D/O Ravi Contoh" house="12-B" street="Sample Road" lm="Near Sample Park" ' +
  'loc="Sample Nagar" vtc="New Delhi" po="Sample PO" dist="Sample District" subdist="Sample Tehsil" state="Delhi" pc="110001"/>';

export const samplePan =
  "नाम / Name : ASHA CONTOH\nपिता का नाम / Father's Name : RAVI CONTOH\nजन्म की तारीख / Date of Birth : 31/12/1990\n" +
  'स्थायी लेखा संख्या / Permanent Account Number : ABCPA1234C';
