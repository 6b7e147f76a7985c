import { html, type TemplateResult } from 'lit';

/** Strokes on a 24 x 24 grid. */
export const strokes = {
  camera: 'M4 8h3l2-3h6l2 3h3v11H4zM12 10a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7',
  shield: 'M12 3l7 3v5c0 5-3 8-7 10c-4-2-7-5-7-10V6zM9 12l2 2l4-4',
  face: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M9 10v.5M15 10v.5M9 15c2 1.5 4 1.5 6 0',
  pen: 'M4 20l1-5L16 4l4 4L9 19zM13 7l4 4',
  page: 'M6 3h8l4 4v14H6zM9 12h6M9 16h6',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 15v2',
  check: 'M5 12.5l4.5 4.5L19 7',
  cross: 'M6 6l12 12M18 6L6 18',
  clock: 'M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16M12 8v4.5l3 2',
  alert: 'M12 7v6M12 16.5v.5M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18',
} as const;

/** Decoration: what it means is always said in words beside it. */
export const icon = (path: string): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>`;
