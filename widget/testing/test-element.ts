import type { PartName } from '../flow/types.ts';
import { KycFlow } from '../kyc-flow.ts';
import { loadPart } from '../runtime/load-part.ts';
import { createMemory } from '../runtime/memory.ts';
import { capturePart } from '../runtime/parts/capture-part.ts';
import { hostedPart } from '../runtime/parts/hosted-part.ts';
import { type Parts, tokenOf } from '../runtime/real-ports.ts';
import { FakeCamera, FakePictures, FakeQuality } from './fake-camera.ts';
import { FakeApi, FakeUploads } from './fake-server.ts';
import { FakeStorage, FakeWindows } from './fake-windows.ts';

/** A video that plays a moving picture, so that a track can be seen to live and to stop. */
function playingVideo(): HTMLVideoElement {
  const canvas = document.createElement('canvas');
  canvas.width = 320;
  canvas.height = 180;
  canvas.getContext('2d')?.fillRect(0, 0, 320, 180);
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = canvas.captureStream(5);
  return video;
}

/** Stops its tracks, as the real camera does. */
export class StreamCamera extends FakeCamera {
  readonly tracks: MediaStreamTrack[] = [];

  constructor() {
    super(playingVideo);
  }

  override async open(...given: Parameters<FakeCamera['open']>): ReturnType<FakeCamera['open']> {
    const view = await super.open(...given);
    const stream = view.video.srcObject;
    if (stream instanceof MediaStream) this.tracks.push(...stream.getTracks());
    return view;
  }

  override release(): void {
    for (const track of this.tracks) track.stop();
    super.release();
  }

  get liveTracks(): number {
    return this.tracks.filter(({ readyState }) => readyState === 'live').length;
  }
}

/** The element with fakes in place of the server, the camera and the workers. */
export class TestFlow extends KycFlow {
  declare api: FakeApi;
  declare uploads: FakeUploads;
  declare camera: StreamCamera;
  declare quality_: FakeQuality;
  declare pictures: FakePictures;
  declare connections: number;
  declare partsAsked: Set<PartName>;
  /** Tokens that the server saw, one for each connection. */
  declare tokens: string[];
  declare windows: FakeWindows;
  /** The tab's. */
  declare storage: FakeStorage;

  protected override createParts(): Parts {
    this.api = new FakeApi();
    this.uploads = new FakeUploads();
    this.camera = new StreamCamera();
    this.quality_ = new FakeQuality();
    this.pictures = new FakePictures();
    this.connections = 0;
    this.partsAsked = new Set();
    this.tokens = [];
    this.windows = new FakeWindows();
    this.storage = new FakeStorage();
    const memory = createMemory(() => this.storage);
    return {
      connect: () => {
        this.connections += 1;
        tokenOf(this, memory).then(
          (token) => this.tokens.push(token),
          () => undefined,
        );
        return this.api;
      },
      memory,
      loadPart: async (name) => {
        this.partsAsked.add(name);
        if (name === 'hosted') {
          return hostedPart(() => ({ windows: this.windows, loadCamera: async () => this.camera }));
        }
        if (name !== 'capture') return loadPart(name);
        return capturePart(() => ({
          camera: this.camera,
          quality: this.quality_,
          pictures: this.pictures,
          uploadsTo: () => this.uploads,
          codes: () => Promise.reject(new Error('no codes here')),
        }));
      },
    };
  }
}

customElements.define('test-flow', TestFlow);

/** What the element fired, in order. */
export interface Heard {
  readonly type: string;
  readonly detail: unknown;
}

const names = ['ready', 'unsupported', 'step', 'hint', 'capture', 'upload', 'complete', 'error', 'cancel'];

/** Puts one in the page, configured. Its events are heard on the document, so they must bubble and be composed. */
export function place(configure: (element: TestFlow) => void = () => undefined): {
  readonly element: TestFlow;
  readonly heard: Heard[];
} {
  const element = new TestFlow();
  element.serverUrl = 'https://kyc.example';
  element.token = 'sample';
  configure(element);
  const heard: Heard[] = [];
  for (const name of names) {
    document.addEventListener(`kyc-${name}`, (event) => {
      if (event.composedPath()[0] === element)
        heard.push({ type: event.type, detail: (event as CustomEvent).detail });
    });
  }
  document.body.append(element);
  return { element, heard };
}

export const part = (element: TestFlow, name: string): HTMLElement | null =>
  element.shadowRoot?.querySelector<HTMLElement>(`[part~="${name}"]`) ?? null;

export const title = (element: TestFlow): string | undefined => part(element, 'title')?.textContent?.trim();

export function press(element: TestFlow, name: string): void {
  const button = part(element, name);
  if (!button) throw new Error(`no ${name} on "${title(element)}"`);
  button.click();
}
