import { Html, type HtmlValue, html } from './html.js';
import { style } from './style.js';

/** A whole page: what it is called, where it is, what is on it. */
export interface Page {
  readonly title: string;
  /** The host people believe they are at; shown below. */
  readonly host: string;
  readonly content: HtmlValue;
}

/** The style sheet is ours and static, and must reach the page as it was hashed, unescaped. */
const styleElement = new Html(`<style>${style}</style>`);

/** The document around every page. */
export function layout({ title, host, content }: Page): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="same-origin">
<title>${title} · ${host}</title>
${styleElement}
</head>
<body>
<main>
${content}
</main>
<footer>${host}</footer>
</body>
</html>
`;
  return page.toString();
}
