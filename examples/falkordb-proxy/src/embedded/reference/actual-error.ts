import type { RestReply } from './rest.js';

export interface ActualError {
  readonly status: number;
  readonly code: string;
  readonly error: string;
}

const byText: readonly (ActualError & { readonly word: string })[] = [
  { word: 'connection', status: 503, code: 'CONNECTION_ERROR', error: 'Database connection unavailable' },
  { word: 'authentication', status: 401, code: 'AUTH_ERROR', error: 'Authentication failed' },
  { word: 'permission', status: 403, code: 'PERMISSION_ERROR', error: 'Insufficient permissions' },
  { word: 'syntax', status: 400, code: 'SYNTAX_ERROR', error: 'Invalid query syntax' },
];

/** The shipped backend looks for words in the message, which quotes the query: a known defect, kept for tests. */
export function pickError(message: string): ActualError {
  if (message === 'Query timed out') {
    const error = 'Request timeout - operation took too long to complete';
    return { status: 504, code: 'TIMEOUT_ERROR', error };
  }
  const known = byText.find(({ word }) => message.includes(word));
  return known ?? { status: 500, code: 'INTERNAL_ERROR', error: message };
}

/** The error body of the shipped backend's handlers. */
export function actualErrorReply(
  { status, code, error }: ActualError,
  tenant: string | undefined,
  details?: readonly object[],
): RestReply {
  const metadata = { timestamp: new Date().toISOString(), ...(tenant !== undefined && { tenantId: tenant }) };
  return { status, body: { error, code, ...(details && { details }), metadata } };
}

/** The web framework's own error page. */
export function page(status: number, reason: string): RestReply {
  const text = reason.replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`);
  const head = '<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>';
  return { status, body: `<!DOCTYPE html>\n${head}\n<body>\n<pre>${text}</pre>\n</body>\n</html>\n` };
}
