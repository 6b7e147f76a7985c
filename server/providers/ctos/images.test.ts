import { describe, expect, it } from 'vitest';
import { journey, openAdapter } from '../conformance.harness.ts';
import { fixtures, jpeg, openedOf, pictures, png, route, statusReply } from './fixtures.ts';
import { imageNames, LARGEST_IMAGE, readImage } from './images.ts';

const context = () => ({ signal: new AbortController().signal, requestId: 'request-1' });

const fetchImage = async (name: string, reply = fixtures.routes[route.status]) => {
  const { adapter, upstream } = openAdapter(fixtures);
  const { session } = await journey(fixtures, adapter, 'fetchImage');
  upstream.seen.length = 0;
  if (reply) upstream.set({ [route.status]: reply });
  const work = adapter.fetchImage?.(session, name, context());
  return { work, upstream };
};

describe('pictures', () => {
  it('are those of a detailed status', async () => {
    const { work, upstream } = await fetchImage('front_document');
    await expect(work).resolves.toEqual({ contentType: 'image/jpeg', bytes: jpeg });
    expect(openedOf(upstream.seen[0]?.body ?? null)['mode']).toBe('2');
  });

  it('come as data URLs too, and are what their bytes say', async () => {
    const { work } = await fetchImage('best_frame');
    await expect(work).resolves.toEqual({ contentType: 'image/png', bytes: png });
    const mislabelled = { best_frame: `data:image/png;base64,${jpeg.toString('base64')}` };
    expect(readImage({ status: 2, step2: mislabelled }, 'best_frame')).toMatchObject({
      contentType: 'image/jpeg',
    });
  });

  it('may be larger together than other answers', async () => {
    const large = Buffer.concat([jpeg, Buffer.alloc(3 * 1024 * 1024)]);
    const { work } = await fetchImage(
      'face_image',
      statusReply({ step1: { face_image: large.toString('base64') } }),
    );
    await expect(work).resolves.toMatchObject({ contentType: 'image/jpeg', bytes: { length: large.length } });
  });

  it.each([
    ['back_document', pictures],
    ['best_frame', { step2: null }],
    ['best_frame', { step2: { best_frame: '' } }],
    ['selfie', pictures],
    ['constructor', pictures],
  ])('%s is not found in %j', async (name, changed) => {
    const { work } = await fetchImage(name, statusReply(changed));
    await expect(work).rejects.toMatchObject({ kind: 'not_found', operation: 'fetchImage' });
  });

  it.each([
    ['a page', Buffer.from('<html></html>').toString('base64')],
    ['an SVG', `data:image/svg+xml;base64,${Buffer.from('<svg/>').toString('base64')}`],
    ['no base64', 'https://elsewhere.example/1.jpg'],
    ['a number', 7],
    ['padding', '===='],
  ])('are refused when they are %s', async (_, best_frame) => {
    const { work } = await fetchImage('best_frame', statusReply({ step2: { best_frame } }));
    await expect(work).rejects.toMatchObject({ kind: 'invalid_response', operation: 'fetchImage' });
  });

  it('are taken up to their limit, and not beyond', () => {
    const sized = (length: number) => Buffer.concat([jpeg, Buffer.alloc(length - jpeg.length)]);
    const read = (length: number) =>
      readImage({ status: 2, step2: { best_frame: sized(length).toString('base64') } }, 'best_frame');
    expect(read(LARGEST_IMAGE)).toMatchObject({ bytes: { length: LARGEST_IMAGE } });
    expect(read(LARGEST_IMAGE + 1)).toBe('unreadable');
  });

  it('are named as the contract has them', () => {
    expect(imageNames).toEqual(['front_document', 'back_document', 'face_image', 'best_frame']);
  });
});
