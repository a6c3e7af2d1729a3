import type { CallFailure, CallInfo, Outcome, ToolFailure } from 'mcp-rest-proxy';

/**
 * Adds what was asked and what to do next to a call that got no answer. The library's codes are kept. Refusals made
 * before sending are complete as they are: `undefined`.
 */
export function describeNoAnswer(failure: CallFailure, call: CallInfo, subject: string): ToolFailure | undefined {
  if (!ANSWERLESS.test(failure.code)) return undefined;
  const { reply, ...kept } = failure;
  const isQuery = call.tool === 'falkordb_query';
  const hint = isQuery ? QUERY_HINTS[failure.outcome] : 'Nothing was changed. Try again in some seconds.';
  return {
    ...kept,
    message: `InternalError: ${subject} got no usable answer. ${failure.message}`,
    hint: `${hint}${detail(failure)}`,
  };
}

const ANSWERLESS =
  /^(?:backend_(?:unavailable|timeout|tls|truncated|protocol)|bad_json|bad_content_type|response_too_large|cancelled)$/;

const QUERY_HINTS: Readonly<Record<Outcome, string>> = {
  not_sent: 'Nothing was carried out, so the call can be repeated.',
  unknown:
    'The outcome is unknown: giving up on a query does not stop it. Before repeating a write, check with a read ' +
    'whether it has been carried out.',
  failed: 'Nothing was carried out.',
  done: 'The query was carried out, only its result cannot be shown. Do not repeat a write.',
};

function detail({ code }: CallFailure): string {
  return code === 'response_too_large' ? ' Return fewer rows (LIMIT) or single properties instead of whole nodes.' : '';
}
