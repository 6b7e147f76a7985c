import { endings, type TestValues } from './outcomes.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const safe = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

export interface Provider {
  readonly name: string;
  /** Gives the page its colour. */
  readonly key: 'ctos' | 'truestack';
  /** Where the page's script and style sheet are. */
  readonly assets: string;
}

const frame = (provider: Provider, title: string, main: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>${safe(title)} - Sandbox of ${safe(provider.name)}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${safe(provider.assets)}/hosted.css">
    <script type="module" src="${safe(provider.assets)}/hosted.js"></script>
  </head>
  <body data-provider="${provider.key}">
    <header>
      <p><strong>Sandbox of ${safe(provider.name)}</strong></p>
      <p>Nothing here is looked at, kept or sent on.</p>
    </header>
    <main>
      <h1>${safe(title)}</h1>
      ${main}
    </main>
  </body>
</html>
`;

const portrait = `<svg viewBox="0 0 86 54" aria-hidden="true">
            <rect x="1" y="1" width="84" height="52" rx="4"/>
            <circle cx="22" cy="22" r="7"/>
            <path d="M9 42c2-8 7-11 13-11s11 3 13 11M46 17h29M46 27h29M46 37h18"/>
          </svg>`;

/** What a person may say when playing the provider who refuses; the value is an ending. */
const reasons = [
  ['reject', 'Unclear photo'],
  ['reject-face', 'Face does not match'],
  ['reject-retries', 'Too many tries'],
] as const;

export interface Asked {
  /** E.g. `MyKad`. */
  readonly document: string;
  /** As it stands on the document. */
  readonly name: string;
}

function decision(values: TestValues): string {
  const planned = [...values].filter((value) => value !== 'approve').reverse();
  const first =
    planned.length === 0
      ? `<button type="button" class="primary" data-choice="approve">Approve</button>`
      : `<p class="note">Finish brings what the session asks for: ${planned
          .map((value) => `<code>+${value}</code>`)
          .join(' ')}</p>
        <button type="button" class="primary" data-choice="finish">Finish</button>
        <p class="or">or decide otherwise</p>
        <button type="button" data-choice="approve">Approve</button>`;
  return `<section class="decide" aria-labelledby="decide">
        <h2 id="decide">You play the provider</h2>
        ${first}
        <div class="reject">
          <label for="reason">Reason</label>
          <select id="reason">
            ${reasons.map(([value, text]) => `<option value="${value}">${text}</option>`).join('\n            ')}
          </select>
          <button type="button" data-choice="reject">Reject</button>
        </div>
        <div class="quiet">
          <button type="button" data-choice="leave">Leave unfinished</button>
          <button type="button" data-choice="expire">Let it expire</button>
        </div>
        <p id="message" class="message" role="alert"></p>
      </section>`;
}

/** The page on which a person shows the document, and plays the provider. */
export const workPage = (provider: Provider, asked: Asked, values: TestValues): string =>
  frame(
    provider,
    'Verify your identity',
    `<section class="asked" aria-label="What is asked">
        ${portrait}
        <dl>
          <dt>Document</dt><dd>${safe(asked.document)}</dd>
          <dt>Name</dt><dd>${safe(asked.name)}</dd>
        </dl>
      </section>
      <section class="camera" aria-labelledby="try">
        <h2 id="try">Try the camera</h2>
        <p class="note">A provider would photograph the document and the face here.</p>
        <div id="view" class="view" hidden></div>
        <button type="button" id="camera" aria-pressed="false">Open camera</button>
        <p id="camera-message" class="message" role="status"></p>
      </section>
      ${decision(values)}`,
  );

/** A page that only says something. @param back where its one link leads */
export const noticePage = (provider: Provider, title: string, text: string, back: string | null): string =>
  frame(
    provider,
    title,
    `<p class="lead">${safe(text)}</p>${
      back === null ? '' : `\n      <a class="primary" href="${safe(back)}">Continue</a>`
    }`,
  );

/** What the page may send: an ending, or one of these two. */
export const choices = [...endings, 'finish', 'leave'] as const;
