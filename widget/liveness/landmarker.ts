import { FaceLandmarker, type FaceLandmarkerOptions } from '@mediapipe/tasks-vision';
import type { Frame } from '../quality/types.ts';
import type { Detection } from './measure.ts';
import type { Ingredients } from './question.ts';

/** One FaceLandmarker that has proven that it works. */
export interface Landmarker {
  /** @param at Milliseconds; made to grow where it does not. */
  detect(frame: Frame, at: number): Detection;
  close(): void;
}

/** An element of the page or a canvas of a worker. */
export type Canvas = NonNullable<FaceLandmarkerOptions['canvas']>;

/** Where a landmarker runs, and how a script gets there. */
export interface Surroundings {
  importModule(url: string): Promise<{ readonly default: unknown }>;
  /** Loads a script that is no module. */
  loadScript(url: string): Promise<void>;
  /** Without it MediaPipe makes a canvas of its own, which has no WebGL in some browsers. */
  readonly canvas?: Canvas;
}

type Factory = (settings: object) => Promise<object>;

/** What MediaPipe leaves in, and takes from, the global scope. */
interface Scope {
  ModuleFactory?: Factory | undefined;
}

/** A picture of this size is looked at before anybody trusts the landmarker: without WebGL it is made, and fails at the first picture. */
const PROBE = 64;

async function factoryOf(
  { script, isModule }: Ingredients,
  { importModule, loadScript }: Surroundings,
  scope: Scope,
): Promise<Factory> {
  if (isModule) return (await importModule(script)).default as Factory;
  await loadScript(script);
  const { ModuleFactory } = scope;
  if (!ModuleFactory) throw new Error('The script brought no module factory');
  return ModuleFactory;
}

/** Gives MediaPipe the WebAssembly that the page has compiled, and keeps its messages from the console. */
const withCompiled =
  (factory: Factory, wasm: WebAssembly.Module): Factory =>
  (settings) =>
    factory({
      ...settings,
      print: () => undefined,
      printErr: () => undefined,
      instantiateWasm(
        imports: WebAssembly.Imports,
        done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
      ): object {
        WebAssembly.instantiate(wasm, imports).then((instance) => done(instance, wasm));
        return {};
      },
    });

/**
 * Makes a landmarker and tries it on a small picture. No script is injected and nothing is fetched but the script of the WebAssembly.
 * Rejects, and leaves nothing behind, where one of the two does not work.
 */
export async function createLandmarker(
  ingredients: Ingredients,
  surroundings: Surroundings,
): Promise<Landmarker> {
  const { wasm, model, delegate } = ingredients;
  const scope = globalThis as Scope;
  const factory = await factoryOf(ingredients, surroundings, scope);
  // Anew for each landmarker: the bundle empties it.
  scope.ModuleFactory = withCompiled(factory, wasm);
  const made = await FaceLandmarker.createFromOptions(
    // The script is loaded, and the WebAssembly there: the paths are read by nobody.
    { wasmLoaderPath: '', wasmBinaryPath: 'vision.wasm' },
    {
      baseOptions: { modelAssetBuffer: model, delegate: delegate === 'gpu' ? 'GPU' : 'CPU' },
      runningMode: 'VIDEO',
      // A second face is a reason to wait.
      numFaces: 2,
      outputFaceBlendshapes: true,
      outputFacialTransformationMatrixes: true,
      ...(surroundings.canvas && { canvas: surroundings.canvas }),
    },
  );
  let last = 0;
  const detect = ({ data, width, height }: Frame, at: number): Detection => {
    last = Math.max(last + 1, at);
    const image = new ImageData(data as Uint8ClampedArray<ArrayBuffer>, width, height);
    return made.detectForVideo(image, last) as Detection;
  };
  try {
    detect({ data: new Uint8ClampedArray(PROBE * PROBE * 4).fill(128), width: PROBE, height: PROBE }, 0);
  } catch (thrown) {
    made.close();
    throw thrown;
  }
  return { detect, close: () => made.close() };
}
