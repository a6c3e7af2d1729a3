/** What a failed exchange with the provider means, and for how many seconds it asked to be left alone. */
export interface UpstreamFailure {
  /** `refused`: it said no. `unavailable`: nothing can be told now. `invalid`: the answer is not to be trusted. */
  readonly kind: 'refused' | 'unavailable' | 'invalid';
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;
  /** The OAuth error code of a token endpoint, when it gave one that looks like one. */
  readonly error: string | undefined;
  /** For the log: codes and messages of the library, without the tokens and claims its errors carry along. */
  readonly detail: string;
}

/** Errors of `openid-client` for answers that were received but are not what an answer must be. */
const distrusted = /^OAUTH_(INVALID_RESPONSE|PARSE_ERROR|JWT_|JSON_ATTRIBUTE|KEY_SELECTION|UNSUPPORTED_OPERATION)/;

/** The provider does not accept our client: for the operator to mend, not a matter of this person. */
const configurationErrors = ['invalid_client', 'unauthorized_client'];

function responseOf(error: object): Response | undefined {
  const found = [Reflect.get(error, 'response'), Reflect.get(error, 'cause')];
  return found.find((value): value is Response => value instanceof Response);
}

function secondsToWait(response: Response | undefined): number | undefined {
  const seconds = Number(response?.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(Math.ceil(seconds), 3600) : undefined;
}

function kindOf(code: string, status: number | undefined, error: string | undefined): UpstreamFailure['kind'] {
  if (code === 'OAUTH_AUTHORIZATION_RESPONSE_ERROR') return 'refused';
  if (code === 'OAUTH_RESPONSE_BODY_ERROR') {
    const later = status === undefined || status >= 500 || status === 429;
    return later || configurationErrors.includes(error ?? '') ? 'unavailable' : 'invalid';
  }
  return distrusted.test(code) ? 'invalid' : 'unavailable';
}

function detailOf(error: object): string {
  const chain = [error, Object(Reflect.get(error, 'cause'))];
  const texts = chain.flatMap((item) => [Reflect.get(item, 'code'), Reflect.get(item, 'message')]);
  return [...new Set(texts.filter((text) => typeof text === 'string'))].join(': ');
}

/** Reads what `openid-client` threw. */
export function readUpstreamFailure(thrown: unknown): UpstreamFailure {
  const fields = Object(thrown) as Record<string, unknown>;
  const code = typeof fields.code === 'string' ? fields.code : '';
  const error = typeof fields.error === 'string' && /^[\x21-\x7e]{1,64}$/.test(fields.error) ? fields.error : undefined;
  const response = responseOf(fields);
  const status = typeof fields.status === 'number' ? fields.status : response?.status;
  return {
    kind: kindOf(code, status, error),
    status,
    retryAfter: secondsToWait(response),
    error,
    detail: detailOf(fields),
  };
}
