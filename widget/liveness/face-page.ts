import { createAnswerer } from './answer.ts';
import { PAGE_OFFER, type PageOffer } from './page-offer.ts';

/** By a script element: what is no module cannot be imported. */
function loadScript(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.crossOrigin = 'anonymous';
    const end = (settle: () => void) => () => {
      script.remove();
      settle();
    };
    script.onload = end(resolve);
    script.onerror = end(() => reject(new Error('The script could not be loaded')));
    document.head.append(script);
  });
}

/**
 * Looks for faces in the page, where no worker can. Built like the worker's script, on its own: nothing in it is shared with what a page has
 * already, so that it hands itself over through the global scope.
 */
const answerInPage: PageOffer = () =>
  createAnswerer(
    {
      importModule: (url) => import(/* @vite-ignore */ /* webpackIgnore: true */ url),
      loadScript,
      canvas: document.createElement('canvas'),
    },
    () => document.createElement('canvas'),
  );

Object.assign(globalThis, { [PAGE_OFFER]: answerInPage });
