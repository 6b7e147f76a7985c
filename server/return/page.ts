import { wordsOf } from './words.ts';

export interface ReturnPage {
  readonly sessionId: string;
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

/** Where a person arrives from the provider's page. It works without script too: then they press the link. */
export function returnHtml({ sessionId, locale, origins, next }: ReturnPage): string {
  const words = wordsOf(locale);
  const way = next === null ? '' : `<a href="${escaped(next)}">${words.link}</a>`;
  return `<!doctype html>
<html lang="${escaped(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${words.title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/return-parts/return.css">
</head>
<body data-session="${escaped(sessionId)}" data-origins="${escaped(JSON.stringify(origins))}" data-next="${escaped(next ?? '')}">
<main>
<svg viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="22"/><path d="m14 25 7 7 13-15"/></svg>
<h1>${words.title}</h1>
<p>${next === null ? words.close : words.onward}</p>
${way}
</main>
<script src="/return-parts/return.js"></script>
</body>
</html>
`;
}
