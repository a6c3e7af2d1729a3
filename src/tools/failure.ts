import type { CallFailure, Outcome } from '../backend/exchange.js';
import type { Mismatch } from '../endpoints/json-schema/validator.js';
import type { ToolFailure, ToolResult } from '../endpoints/result.js';
import type { Coded } from '../errors.js';

/** Key of the machine-readable failure in a result's `_meta`. */
export const FAILURE_META = 'mcp-rest-proxy/error';

const MAX_TEXT = 8000;
const MAX_LISTED = 20;
const CHECK_FIRST =
  'It is not known whether the backend carried this out. Do not repeat it blindly: check first whether it took effect.';

/** The default words of a failure: its message and hint as the backend layer put them. */
export function toToolFailure({ reply: _, ...failure }: CallFailure): ToolFailure {
  return failure;
}

function clip(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)} […]` : text;
}

function outcomeLine({ outcome, retryable, hint = '' }: ToolFailure): string[] {
  return outcome === 'unknown' && !retryable && !/\bcheck\b/i.test(hint) ? [CHECK_FIRST] : [];
}

function describe(failure: ToolFailure): string {
  const { code, message, hint, status, retryAfter } = failure;
  const heading = status === undefined ? code : `HTTP ${status}, ${code}`;
  return [
    `Error (${heading}): ${clip(message)}`,
    ...(hint === undefined ? [] : [clip(hint)]),
    ...(retryAfter === undefined ? [] : [`Retry after ${retryAfter} s.`]),
    ...outcomeLine(failure),
  ].join('\n');
}

function metaOf({ code, status, retryable, outcome, retryAfter }: ToolFailure): Readonly<Record<string, unknown>> {
  return {
    code,
    ...(status === undefined ? {} : { status }),
    retryable,
    outcome,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** A failed call as a result: words for the model, `_meta` for programs, `isError` always, never structured content. */
export function failureResult(failure: ToolFailure): ToolResult {
  return {
    content: [{ type: 'text', text: describe(failure) }],
    isError: true,
    _meta: { [FAILURE_META]: metaOf(failure) },
  };
}

/** Every mismatch on a line of its own, up to a limit. */
export function listMismatches(mismatches: readonly Mismatch[]): string {
  const lines = mismatches.slice(0, MAX_LISTED).map(({ path, message }) => {
    const place = path.join('.');
    return place === '' ? `- ${message}` : `- ${place}: ${message}`;
  });
  const more = mismatches.length - lines.length;
  return [...lines, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n');
}

/** Arguments do not fit; nothing was sent. */
export function invalidArguments(tool: string, mismatches: readonly Mismatch[]): Coded<ToolFailure> {
  return {
    code: 'invalid_arguments',
    message: `Wrong arguments for ${tool}; nothing was sent.\n${listMismatches(mismatches)}`,
    hint: 'Mend them and call again.',
    retryable: false,
    outcome: 'not_sent',
  };
}

/** A bound argument has no usable value in the caller's identity; nothing was sent. */
export function incompleteIdentity(tool: string, bindings: readonly string[]): Coded<ToolFailure> {
  return {
    code: 'identity_incomplete',
    message: `${tool} needs ${[...new Set(bindings)].join(', ')} from the caller's identity, which lacks it. Nothing was sent.`,
    hint: 'No argument can supply it; sign in with an identity that has it, or ask the operator.',
    retryable: false,
    outcome: 'not_sent',
  };
}

const INTERNAL: Readonly<Record<Outcome, string>> = {
  not_sent: 'The call could not be prepared; nothing was sent.',
  unknown: 'The call failed on its way to the backend.',
  failed: 'The call failed, and so did putting the reason into words.',
  done: 'The backend carried the call out, but its answer could not be turned into a result.',
};

/** Something of ours or of a hook broke; what exactly is only in the log. */
export function internalFailure(outcome: Outcome): Coded<ToolFailure> {
  const hint = 'This is a fault of the server, not of the arguments; the operator can find it in the log.';
  return { code: 'internal_error', message: INTERNAL[outcome], hint, retryable: false, outcome };
}

/** An endpoint's own `request` made something that must not be sent. */
export function requestRefused(tool: string): Coded<ToolFailure> {
  return {
    code: 'request_refused',
    message: `The request of ${tool} with these arguments would break the rules for requests; nothing was sent.`,
    hint: 'Try other values; the operator can find the reason in the log.',
    retryable: false,
    outcome: 'not_sent',
  };
}

/** The call was cancelled before anything was sent. */
export function cancelledFailure(tool: string): Coded<ToolFailure> {
  return {
    code: 'cancelled',
    message: `The call of ${tool} was cancelled before it was sent.`,
    retryable: true,
    outcome: 'not_sent',
  };
}

/** The backend's answer does not fit the published output schema; the data follows as text. */
export function badResponseShape(tool: string, mismatches: readonly Mismatch[]): Coded<ToolFailure> {
  return {
    code: 'bad_response_shape',
    message: `${tool} was carried out, but the backend's answer does not fit the output schema:\n${listMismatches(mismatches)}`,
    hint: 'The answer follows as it was received; there is no need to repeat the call.',
    retryable: false,
    outcome: 'done',
  };
}
