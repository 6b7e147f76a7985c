/** A JPEG of 2 x 1 pixels that says it lies on its side: decoded upright it is 1 x 2. */
const SIDEWAYS =
  '/9j/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wCEAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB' +
  'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB' +
  'AQEBAQEBAQEBAQEBAQEBAf/AABEIAAEAAgMBEQACEQEDEQH/xABKAAEAAAAAAAAAAAAAAAAAAAALEAEAAAAAAAAAAAAAAAAAAAAAAQEA' +
  'AAAAAAAAAAAAAAAAAAAAEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwA/8H//2Q==';

/** Turned upright by the browser, if it can. */
export function bitmapOf(file: Blob): Promise<ImageBitmap> {
  // Older browsers do not know the option's value and reject; they turn pictures by themselves or never.
  return createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => createImageBitmap(file));
}

let turns: Promise<boolean> | null = null;

/** Whether this browser's bitmaps come out upright. Tried out once: no version number tells. */
export function bitmapsAreUpright(): Promise<boolean> {
  turns ??= (async () => {
    const bytes = Uint8Array.from(atob(SIDEWAYS), (letter) => letter.charCodeAt(0));
    const bitmap = await bitmapOf(new Blob([bytes], { type: 'image/jpeg' }));
    const isUpright = bitmap.height === 2;
    bitmap.close();
    return isUpright;
  })().catch(() => true);
  return turns;
}
