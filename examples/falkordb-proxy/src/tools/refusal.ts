import { CallError } from 'mcp-rest-proxy';

/**
 * Refuses a call before anything is sent: the model sees which argument is wrong, why, and how to mend it.
 * Thrown by an endpoint's `request`.
 */
export function refuse(place: string, message: string, hint?: string): never {
  throw new CallError({
    code: 'invalid_arguments',
    message: `${place}: ${message}`,
    ...(hint === undefined ? {} : { hint }),
    retryable: false,
    outcome: 'not_sent',
  });
}

/** Matches a lone surrogate: with the `u` flag, surrogate pairs count as one character. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Refuses text that would not arrive as it is: NUL ends a query, lone surrogates become U+FFFD. */
export function refuseUnsafeText(text: string, place: string): void {
  if (text.includes('\0')) {
    refuse(place, 'contains a NUL character (U+0000), at which FalkorDB would cut the query off.', 'Remove it.');
  }
  if (LONE_SURROGATE.test(text)) {
    refuse(
      place,
      'contains half of a surrogate pair, which is not a character and would be stored as U+FFFD.',
      'Send whole characters; do not cut text in the middle of an emoji.',
    );
  }
}
