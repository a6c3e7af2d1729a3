import { type Html, type HtmlValue, html } from './html.js';

/** Where a form goes, and what proves that it came from our page. */
export interface FormTarget {
  /** Path. */
  readonly action: string;
  readonly csrfToken: string;
}

/** A form that carries its proof. */
export function form({ action, csrfToken }: FormTarget, content: HtmlValue): Html {
  return html`<form method="post" action="${action}">
<input type="hidden" name="csrf" value="${csrfToken}">
${content}
</form>`;
}

/** What happened to the last attempt; read out at once by screen readers. */
export function alert(text: string | undefined): Html | undefined {
  return text === undefined ? undefined : html`<p class="alert" role="alert" id="problem">${text}</p>`;
}
