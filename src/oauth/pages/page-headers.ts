import { styleSource } from './style.js';

/**
 * Headers of every page. There is no `form-action`: browsers apply it to the redirects after a form too, and those
 * lead to the application and on to wherever it sends people, which nobody can list. The referrer stays within the
 * origin; with `no-referrer`, browsers would send `Origin: null` with our own forms.
 */
export const pageHeaders: Readonly<Record<string, string>> = Object.freeze({
  'Content-Security-Policy': `default-src 'none'; style-src ${styleSource}; frame-ancestors 'none'; base-uri 'none'`,
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Robots-Tag': 'noindex',
});
