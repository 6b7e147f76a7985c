import { describe, expect, it } from 'vitest';
import { authenticate, type Served } from './authenticate.ts';
import { checkDigests, crc32c } from './body.ts';
import { type HeaderValues, parseQuery } from './canonical.ts';
import { authorizePost } from './policy.ts';
import { presign, signPolicy } from './presign.ts';

// The examples of the "Amazon S3 API Reference", chapter "Authenticating Requests (AWS Signature Version 4)".
const key = { accessKey: 'AKIAIOSFODNN7EXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const served: Served = { region: 'us-east-1', keys: [key], now: Date.UTC(2013, 4, 24) };
const host = 'examplebucket.s3.amazonaws.com';
const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const presignedQuery =
  'X-Amz-Algorithm=AWS4-HMAC-SHA256' +
  '&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
  '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
  '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404';

const headers = (values: Readonly<Record<string, string>>): HeaderValues =>
  new Map(Object.entries({ host, ...values }).map(([name, value]) => [name, [value]]));

describe('the published examples', () => {
  it('verifies the presigned GET', () => {
    const request = {
      method: 'GET',
      rawPath: '/test.txt',
      query: parseQuery(presignedQuery),
      headers: headers({}),
    };
    expect(authenticate(request, served).by).toBe('query');
  });

  it('presigns with aws4fetch to what is verified here', async () => {
    const storage = {
      endpoint: 'https://s3.example.com',
      region: 'us-east-1',
      bucket: 'examplebucket',
      ...key,
    };
    const url = await presign(storage, 'a b+c.txt', {
      method: 'GET',
      expiresSeconds: 86_400,
      now: served.now,
    });
    const { pathname, search } = new URL(url);
    const request = {
      method: 'GET',
      rawPath: pathname,
      query: parseQuery(search.slice(1)),
      headers: new Map([['host', ['s3.example.com']]]),
    };
    expect(authenticate(request, served).by).toBe('query');
  });

  it.each([
    {
      name: 'GET Object',
      method: 'GET',
      rawPath: '/test.txt',
      query: '',
      extra: { range: 'bytes=0-9' },
      hash: emptyHash,
      signed: 'host;range;x-amz-content-sha256;x-amz-date',
      signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    },
    {
      name: 'PUT Object, a key with a dollar sign',
      method: 'PUT',
      rawPath: '/test%24file.text',
      query: '',
      extra: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
      hash: '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
      signed: 'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
      signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    },
    {
      name: 'GET Bucket Lifecycle, a parameter without value',
      method: 'GET',
      rawPath: '/',
      query: 'lifecycle',
      extra: {},
      hash: emptyHash,
      signed: 'host;x-amz-content-sha256;x-amz-date',
      signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    },
    {
      name: 'GET Bucket (List Objects)',
      method: 'GET',
      rawPath: '/',
      query: 'max-keys=2&prefix=J',
      extra: {},
      hash: emptyHash,
      signed: 'host;x-amz-content-sha256;x-amz-date',
      signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    },
  ])(
    'verifies the Authorization header of $name',
    ({ method, rawPath, query, extra, hash, signed, signature }) => {
      const request = {
        method,
        rawPath,
        query: parseQuery(query),
        headers: headers({
          ...extra,
          'x-amz-content-sha256': hash,
          'x-amz-date': '20130524T000000Z',
          authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signed},Signature=${signature}`,
        }),
      };
      expect(authenticate(request, served).by).toBe('header');
      expect(() => authenticate({ ...request, method: 'DELETE' }, served)).toThrow('does not match');
    },
  );

  it('verifies the form upload', () => {
    const policy =
      'eyAiZXhwaXJhdGlvbiI6ICIyMDE1LTEyLTMwVDEyOjAwOjAwLjAwMFoiLA0KICAiY29uZGl0aW9ucyI6IFsNCiAgICB7ImJ1Y2tldCI6ICJzaWd2NGV4YW1wbGVidWNrZXQifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRrZXkiLCAidXNlci91c2VyMS8iXSwNCiAgICB7ImFjbCI6ICJwdWJsaWMtcmVhZCJ9LA0KICAgIHsic3VjY2Vzc19hY3Rpb25fcmVkaXJlY3QiOiAiaHR0cDovL3NpZ3Y0ZXhhbXBsZWJ1Y2tldC5zMy5hbWF6b25hd3MuY29tL3N1Y2Nlc3NmdWxfdXBsb2FkLmh0bWwifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRDb250ZW50LVR5cGUiLCAiaW1hZ2UvIl0sDQogICAgeyJ4LWFtei1tZXRhLXV1aWQiOiAiMTQzNjUxMjM2NTEyNzQifSwNCiAgICB7IngtYW16LXNlcnZlci1zaWRlLWVuY3J5cHRpb24iOiAiQUVTMjU2In0sDQogICAgWyJzdGFydHMtd2l0aCIsICIkeC1hbXotbWV0YS10YWciLCAiIl0sDQoNCiAgICB7IngtYW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAxNTEyMjkvdXMtZWFzdC0xL3MzL2F3czRfcmVxdWVzdCJ9LA0KICAgIHsieC1hbXotYWxnb3JpdGhtIjogIkFXUzQtSE1BQy1TSEEyNTYifSwNCiAgICB7IngtYW16LWRhdGUiOiAiMjAxNTEyMjlUMDAwMDAwWiIgfQ0KICBdDQp9';
    const signature = '8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e';
    const storage = { endpoint: '', region: 'us-east-1', bucket: 'sigv4examplebucket', ...key };
    expect(signPolicy(storage, '20151229T000000Z', policy)).toBe(signature);
    const fields = new Map([
      ['key', 'user/user1/picture.jpg'],
      ['acl', 'public-read'],
      ['success_action_redirect', 'http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html'],
      ['content-type', 'image/jpeg'],
      ['x-amz-meta-uuid', '14365123651274'],
      ['x-amz-server-side-encryption', 'AES256'],
      ['x-amz-credential', 'AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request'],
      ['x-amz-algorithm', 'AWS4-HMAC-SHA256'],
      ['x-amz-date', '20151229T000000Z'],
      ['x-amz-meta-tag', ''],
      ['policy', policy],
      ['x-amz-signature', signature],
    ]);
    const then = { ...served, now: Date.UTC(2015, 11, 29, 1) };
    expect(authorizePost(fields, 'sigv4examplebucket', then)).toEqual({
      min: 0,
      max: Number.POSITIVE_INFINITY,
    });
    expect(() => authorizePost(fields, 'another', then)).toThrow('Policy Condition failed: ["eq","$bucket"');
    const later = { ...served, now: Date.UTC(2015, 11, 30, 12, 0, 1) };
    expect(() => authorizePost(fields, 'sigv4examplebucket', later)).toThrow('Policy expired');
  });
});

describe('checksums', () => {
  it('computes the CRC-32C of RFC 3720 and of the usual check text', () => {
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  });

  it('takes a request that declares nothing', () => {
    expect(() => checkDigests(Buffer.from('x'), () => undefined)).not.toThrow();
  });
});
