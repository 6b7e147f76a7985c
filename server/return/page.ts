import { wordsOf } from './words.ts';

export interface ReturnPage {
  /** Null where no session has this address. */
  readonly sessionId: string | null;
  readonly locale: string;
  /** Pages that are told, when they hold this one in a frame or opened it. */
  readonly origins: readonly string[];
  /** Where the person goes on; null where nobody said. */
  readonly next: string | null;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? '');

/** Strokes on a 24 x 24 grid, as the widget draws them. */
const check = 'M5 12.5l4.5 4.5L19 7';
const alert = 'M12 7v6M12 16.5v.5M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18';

/** Where a person arrives from the provider's page. It works without script too: then they press the link. */
export function returnHtml({ sessionId, locale, origins, next }: ReturnPage): string {
  const words = wordsOf(locale);
  const isKnown = sessionId !== null;
  const title = isKnown ? words.title : words.unknown;
  const sentence = !isKnown ? words.unknownText : next === null ? words.close : words.onward;
  const way = next === null ? '' : `<a href="${escaped(next)}">${words.link}</a>`;
  return `<!doctype html>
<html lang="${escaped(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/return-parts/return.css">
</head>
<body data-session="${escaped(sessionId ?? '')}" data-origins="${escaped(JSON.stringify(origins))}" data-next="${escaped(next ?? '')}">
<main>
<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${isKnown ? check : alert}"/></svg>
<h1>${title}</h1>
<p>${sentence}</p>
${way}
</main>
<script src="/return-parts/return.js"></script>
</body>
</html>
`;
}
