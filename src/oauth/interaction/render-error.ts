import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import { cleanText } from '../pages/clean-text.js';
import { errorWords, expiredWords } from '../pages/error-words.js';
import { messagePage } from '../pages/message-page.js';
import { pageHeaders } from '../pages/page-headers.js';

/** An error of the authorization server as a page. */
export function errorPage(host: string, out: ErrorOut, error: unknown): string {
  const expired = error instanceof Error && error.name === 'SessionNotFound';
  const { title, paragraphs } = expired ? expiredWords : errorWords(out.error);
  const detail = out.error_description === undefined ? {} : { detail: cleanText(out.error_description, 300) };
  return messagePage({ host, title, paragraphs, code: cleanText(out.error), ...detail });
}

/** `renderError` of `oidc-provider`. The status is already set. */
export function createRenderError(host: string) {
  return (ctx: KoaContextWithOIDC, out: ErrorOut, error: Error): void => {
    ctx.set({ ...pageHeaders });
    ctx.type = 'html';
    ctx.body = errorPage(host, out, error);
  };
}
