import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Answer, bench, gate, never, pictures, realMedia, releaseAll } from './bench.ts';
import { createCamera } from './index.ts';

afterEach(() => {
  releaseAll();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('open and release', () => {
  test('gives a playing view of the right size', async () => {
    const { camera, streams } = bench();
    const view = await camera.open('environment', never);
    const { video } = view;
    expect(video.srcObject).toBe(streams[0]);
    await pictures(video, 2);
    expect(video.paused).toBe(false);
    expect([view.width, view.height]).toEqual([video.videoWidth, video.videoHeight]);
    expect(view.width).toBe(streams[0]?.getVideoTracks()[0]?.getSettings().width);
    expect(view.width).toBeGreaterThan(0);
    expect(view).toMatchObject({ mirrored: false, canTorch: false });
    expect(video).toMatchObject({
      muted: true,
      playsInline: true,
      controls: false,
      disablePictureInPicture: true,
      disableRemotePlayback: true,
    });
    expect(video.hasAttribute('playsinline')).toBe(true);
    await expect(view.setTorch(true)).rejects.toMatchObject({ code: 'camera_failed' });
  });

  test('hands out the preview before there is a stream', async () => {
    const { camera, streams } = bench();
    const seen: [HTMLVideoElement, number][] = [];
    const opened = camera.open('environment', never, (video) => seen.push([video, video.videoWidth]));
    expect(seen).toEqual([[expect.any(HTMLVideoElement), 0]]);
    expect((await opened).video).toBe(seen[0]?.[0]);
    expect(seen[0]?.[0].srcObject).toBe(streams[0]);
  });

  test('a person sees themselves in a mirror', async () => {
    const view = await bench().camera.open('user', never);
    expect(view.mirrored).toBe(true);
  });

  test('release stops every track at once, and again does no harm', async () => {
    const { camera, live } = bench();
    const { video } = await camera.open('environment', never);
    expect(live()).toBe(1);
    camera.release();
    expect(live()).toBe(0);
    expect(video.srcObject).toBeNull();
    camera.release();
    await camera.open('environment', never);
    expect(live()).toBe(1);
  });

  test('the same side is handed out again, playing; the other side takes its place', async () => {
    const { camera, requests, live } = bench();
    const view = await camera.open('environment', never);
    view.video.pause();
    expect(await camera.open('environment', never)).toBe(view);
    expect(view.video.paused).toBe(false);
    expect(requests).toHaveLength(1);
    expect(await camera.open('user', never)).not.toBe(view);
    expect(live()).toBe(1);
  });
});

describe('during the prompt', () => {
  test('whoever leaves takes the late stream along', async () => {
    const { answer, grant } = gate();
    const { camera, streams, live } = bench({ answer });
    const leaving = new AbortController();
    const view = camera.open('environment', leaving.signal);
    leaving.abort();
    await expect(view).rejects.toMatchObject({ code: 'aborted' });
    grant();
    await vi.waitUntil(() => streams.length === 1);
    await vi.waitUntil(() => live() === 0);
  });

  test('release refuses those who wait, and stops the late stream', async () => {
    const { answer, grant } = gate();
    const { camera, streams, live } = bench({ answer });
    const view = camera.open('environment', never);
    camera.release();
    await expect(view).rejects.toMatchObject({ code: 'aborted' });
    grant();
    await vi.waitUntil(() => streams.length === 1);
    await vi.waitUntil(() => live() === 0);
  });

  test('two share one prompt, and one may leave', async () => {
    const { answer, grant } = gate();
    const { camera, requests, live } = bench({ answer });
    const leaving = new AbortController();
    const [first, second] = [camera.open('environment', leaving.signal), camera.open('environment', never)];
    leaving.abort();
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    grant();
    expect((await second).video.paused).toBe(false);
    expect(requests).toHaveLength(1);
    expect(live()).toBe(1);
  });

  test('back and forth again joins the prompt that is open', async () => {
    const { answer, grant } = gate();
    const { camera, requests, live } = bench({ answer });
    const first = camera.open('environment', never);
    camera.release();
    const second = camera.open('environment', never);
    grant();
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    expect((await second).video.srcObject).not.toBeNull();
    expect(requests).toHaveLength(1);
    expect(live()).toBe(1);
  });

  test('leaving between the stream and the first picture stops it', async () => {
    const leaving = new AbortController();
    const answer: Answer = async (constraints) => {
      const stream = await realMedia(constraints);
      queueMicrotask(() => queueMicrotask(() => leaving.abort()));
      return stream;
    };
    const { camera, streams, live } = bench({ answer });
    await expect(camera.open('environment', leaving.signal)).rejects.toMatchObject({ code: 'aborted' });
    await vi.waitUntil(() => streams.length === 1);
    await vi.waitUntil(() => live() === 0);
  });

  test('a signal that has fired asks for nothing', async () => {
    const { camera, requests } = bench();
    await expect(camera.open('environment', AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' });
    expect(requests).toHaveLength(0);
  });
});

describe('refusals', () => {
  test.each([
    [true, 'camera_unsupported'],
    [false, 'insecure_context'],
  ])('no camera functions in a page that is secure: %s', async (isSecureContext, code) => {
    const camera = createCamera({ isSecureContext, mediaDevices: undefined, isGranted: async () => false });
    await expect(camera.open('environment', never)).rejects.toMatchObject({ code });
  });

  test('a person who says no is asked again only when they come again', async () => {
    let isWilling = false;
    const answer: Answer = (constraints) =>
      isWilling ? realMedia(constraints) : Promise.reject(new DOMException('', 'NotAllowedError'));
    const { camera, requests } = bench({ answer });
    await expect(camera.open('environment', never)).rejects.toMatchObject({ code: 'camera_denied' });
    isWilling = true;
    await camera.open('environment', never);
    expect(requests).toHaveLength(2);
  });
});

test('a lost camera is told once, is let go, and can be opened again', async () => {
  const { camera, streams, live } = bench();
  const view = await camera.open('environment', never);
  const onLost = vi.fn();
  view.onLost = onLost;
  vi.stubGlobal(
    'ImageCapture',
    class {
      getPhotoCapabilities = () => new Promise(() => undefined);
      takePhoto = () => undefined;
    },
  );
  const still = view.still(never);
  const [track] = streams[0]?.getVideoTracks() ?? [];
  track?.dispatchEvent(new Event('ended'));
  track?.dispatchEvent(new Event('ended'));
  expect(onLost).toHaveBeenCalledTimes(1);
  expect(live()).toBe(0);
  await expect(still).rejects.toMatchObject({ code: 'camera_lost' });
  expect(await camera.open('environment', never)).not.toBe(view);
  expect(live()).toBe(1);
});

describe('lenses', () => {
  const devices = ['camera2 0, facing back', 'camera2 2, facing back', 'camera2 1, facing front'].map(
    (label) => ({ kind: 'videoinput', deviceId: label, label }) as MediaDeviceInfo,
  );
  const idOf = (constraints: MediaStreamConstraints | undefined): string | undefined => {
    const video = constraints?.video;
    if (typeof video !== 'object') return undefined;
    const { deviceId } = video as { deviceId?: { exact: string } };
    return deviceId?.exact;
  };
  /** Streams that say which of the made-up lenses they are of; `broken` cannot be opened. */
  const phone = (broken?: string, first = 'camera2 0, facing back'): Answer => {
    return async (constraints) => {
      const id = idOf(constraints) ?? first;
      if (id === broken) throw new DOMException('', 'NotReadableError');
      const stream = await realMedia({ video: true });
      const [track] = stream.getVideoTracks();
      if (track) track.getSettings = () => ({ deviceId: id });
      return stream;
    };
  };

  test('the view changes in place', async () => {
    const { camera, streams, live } = bench({ answer: phone(), devices });
    const view = await camera.open('environment', never);
    const { video } = view;
    expect(view.lenses.map(({ label }) => label)).toEqual([
      'camera2 0, facing back',
      'camera2 2, facing back',
    ]);
    await view.chooseLens('camera2 2, facing back', never);
    expect(view.video).toBe(video);
    expect(video.srcObject).toBe(streams[1]);
    expect(streams[0]?.active).toBe(false);
    expect(live()).toBe(1);
    await pictures(video, 2);
    await view.chooseLens('camera2 2, facing back', never);
    expect(streams).toHaveLength(2);
  });

  test('a lens that cannot be opened leaves the former one', async () => {
    const { camera, live } = bench({ answer: phone('camera2 2, facing back'), devices });
    const view = await camera.open('environment', never);
    const onLost = vi.fn();
    view.onLost = onLost;
    const change = view.chooseLens('camera2 2, facing back', never);
    await expect(change).rejects.toMatchObject({ code: 'camera_busy' });
    expect(live()).toBe(1);
    expect(onLost).not.toHaveBeenCalled();
    await pictures(view.video, 2);
  });

  test('a wrong first lens is changed for the main one before the view is handed out', async () => {
    const { camera, requests, streams, live } = bench({
      answer: phone(undefined, 'camera2 2, facing back'),
      devices,
    });
    const view = await camera.open('environment', never);
    expect(requests).toHaveLength(2);
    expect(view.lenses[0]?.id).toBe('camera2 0, facing back');
    expect(view.video.srcObject).toBe(streams[1]);
    expect(live()).toBe(1);
  });

  test('but not where that would ask the person again', async () => {
    const { camera, requests } = bench({
      answer: phone(undefined, 'camera2 2, facing back'),
      devices,
      isGranted: false,
    });
    const view = await camera.open('environment', never);
    expect(requests).toHaveLength(1);
    expect(view.lenses[0]?.id).toBe('camera2 2, facing back');
  });

  test('and a main one that cannot be opened leaves the first', async () => {
    const { camera, live } = bench({
      answer: phone('camera2 0, facing back', 'camera2 2, facing back'),
      devices,
    });
    const view = await camera.open('environment', never);
    expect(view.lenses[0]?.id).toBe('camera2 2, facing back');
    expect(live()).toBe(1);
    await pictures(view.video, 2);
  });

  test('the light goes out with the page, and says so', async () => {
    const lit: unknown[] = [];
    const answer: Answer = async (constraints) => {
      const stream = await realMedia(constraints);
      const [track] = stream.getVideoTracks();
      if (track) {
        track.getCapabilities = () => ({ torch: true }) as MediaTrackCapabilities;
        track.applyConstraints = async (wish) => void lit.push(wish?.advanced?.[0]);
      }
      return stream;
    };
    const view = await bench({ answer }).camera.open('environment', never);
    const onTorchOff = vi.fn();
    view.onTorchOff = onTorchOff;
    await view.setTorch(true);
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    document.dispatchEvent(new Event('visibilitychange'));
    await vi.waitFor(() => expect(onTorchOff).toHaveBeenCalledOnce());
    expect(lit).toEqual([{ torch: true }, { torch: false }]);
    // Once is enough.
    document.dispatchEvent(new Event('visibilitychange'));
    hidden.mockRestore();
    expect(lit).toHaveLength(2);
  });

  test('release during a change leaves no live track', async () => {
    const { answer, grant } = gate();
    const open = phone();
    const { camera, requests, streams, live } = bench({
      answer: (constraints) => (requests.length === 1 ? open(constraints) : answer({ video: true })),
      devices,
    });
    const view = await camera.open('environment', never);
    const change = view.chooseLens('camera2 2, facing back', never);
    await vi.waitUntil(() => requests.length === 2);
    expect(live()).toBe(0);
    camera.release();
    await expect(change).rejects.toMatchObject({ code: 'aborted' });
    grant();
    await vi.waitUntil(() => streams.length === 2);
    await vi.waitUntil(() => live() === 0);
  });
});
