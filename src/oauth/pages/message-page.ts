import { html } from './html.js';
import { layout } from './layout.js';

export interface MessageView {
  readonly host: string;
  readonly title: string;
  /** What happened and what to do now, a paragraph each. */
  readonly paragraphs: readonly string[];
  /** For whoever looks into it. */
  readonly code?: string;
  readonly detail?: string;
  /** A way on. */
  readonly link?: { readonly href: string; readonly label: string };
}

/** A page that tells something and asks nothing: errors, things that have expired. */
export function messagePage({ host, title, paragraphs, code, detail, link }: MessageView): string {
  const content = html`<h1>${title}</h1>
<div role="alert">${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}</div>
${
  code !== undefined &&
  html`<p class="small soft">Error code: <code>${code}</code>${detail !== undefined && html`<br><bdi>${detail}</bdi>`}</p>`
}
${link !== undefined && html`<p class="buttons"><a class="button primary" href="${link.href}">${link.label}</a></p>`}`;
  return layout({ title, host, content });
}
