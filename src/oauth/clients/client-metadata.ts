import { jsonExcess } from '../../http/json-limits.js';
import { checkRedirectUri, type RedirectKind } from './redirect-uri.js';

/** A registration that is refused (RFC 7591 section 3.2.2). */
export interface MetadataRefusal {
  readonly error: 'invalid_redirect_uri' | 'invalid_client_metadata';
  readonly description: string;
}

export type ClientMetadata = Readonly<Record<string, unknown>>;

export interface MetadataRules {
  /** Accepted private-use schemes. */
  readonly schemes: ReadonlySet<string>;
  /** Accepted values of `token_endpoint_auth_method`. */
  readonly authMethods: readonly string[];
}

/**
 * Bytes of JSON that a client may say of itself: what the draft of client-id metadata documents recommends for them.
 * With the number of clients it bounds what registrations can take in the store (security.md, T018).
 */
export const MAX_METADATA = 5 * 1024;
const nesting = { maxJsonDepth: 16, maxJsonItems: MAX_METADATA };
const MAX_REDIRECTS = 10;
const MAX_URL = 2048;

/** Everything else a client sends is dropped: ids and secrets are ours to give, response modes ours to choose. */
const kept: readonly string[] = [
  'application_type',
  'client_name',
  'client_uri',
  'contacts',
  'grant_types',
  'jwks',
  'jwks_uri',
  'logo_uri',
  'policy_uri',
  'redirect_uris',
  'response_types',
  'scope',
  'token_endpoint_auth_method',
  'token_endpoint_auth_signing_alg',
  'tos_uri',
];

const httpsUrls: readonly string[] = ['client_uri', 'jwks_uri', 'logo_uri', 'policy_uri', 'tos_uri'];
const grantTypes: readonly string[] = ['authorization_code', 'refresh_token'];

function invalid(description: string): MetadataRefusal {
  return { error: 'invalid_client_metadata', description };
}

function badRedirect(description: string): MetadataRefusal {
  return { error: 'invalid_redirect_uri', description };
}

export const tooLarge = invalid(`The client metadata must be of at most ${MAX_METADATA} bytes.`);

function checkSize(metadata: ClientMetadata): MetadataRefusal | undefined {
  const excess = jsonExcess(metadata, nesting);
  if (excess !== undefined) return invalid(excess);
  return Buffer.byteLength(JSON.stringify(metadata)) > MAX_METADATA ? tooLarge : undefined;
}

export function isRefusal(value: object): value is MetadataRefusal {
  return 'error' in value && 'description' in value;
}

function readRedirects(value: unknown, schemes: ReadonlySet<string>): readonly RedirectKind[] | MetadataRefusal {
  if (!Array.isArray(value) || value.length === 0) return badRedirect('redirect_uris must be a list with a URI in it.');
  if (value.length > MAX_REDIRECTS) return badRedirect(`redirect_uris must hold ${MAX_REDIRECTS} URIs at the most.`);
  const kinds: RedirectKind[] = [];
  for (const [index, uri] of value.entries()) {
    const checked = checkRedirectUri(uri, schemes);
    if (typeof checked === 'string') return badRedirect(`redirect_uris[${index}] is refused: ${checked}`);
    kinds.push(checked.kind);
  }
  return kinds;
}

/** A native application is one that has a redirect which only an application can have (T015, T024). */
function readType(value: unknown, kinds: readonly RedirectKind[]): string | MetadataRefusal {
  const native = kinds.some((kind) => kind !== 'web');
  if (value === undefined) return native ? 'native' : 'web';
  if (value !== 'native' && value !== 'web') return invalid('application_type must be "native" or "web".');
  if (value === 'web' && native)
    return badRedirect('redirect_uris of a web application must use https and a host name.');
  return value;
}

function isHttpsUrl(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > MAX_URL || !/^https:\/\//i.test(value)) return false;
  return URL.canParse(value) && new URL(value).username === '' && new URL(value).password === '';
}

function checkUrls(metadata: ClientMetadata): MetadataRefusal | undefined {
  const wrong = httpsUrls.find((name) => metadata[name] !== undefined && !isHttpsUrl(metadata[name]));
  return wrong === undefined ? undefined : invalid(`${wrong} must be an absolute https URL.`);
}

function checkList(metadata: ClientMetadata, name: string, allowed: readonly string[]): MetadataRefusal | undefined {
  const value = metadata[name];
  if (value === undefined) return undefined;
  const known = Array.isArray(value) && value.length > 0 && value.every((item) => allowed.includes(item));
  return known ? undefined : invalid(`${name} must be a list of: ${allowed.join(', ')}.`);
}

/** Grant and response types must go together (T017): with code there is the code grant, and there is nothing else. */
function checkGrants(metadata: ClientMetadata): MetadataRefusal | undefined {
  const wrong = checkList(metadata, 'grant_types', grantTypes) ?? checkList(metadata, 'response_types', ['code']);
  if (wrong !== undefined) return wrong;
  const { grant_types: grants } = metadata;
  if (!Array.isArray(grants) || grants.includes('authorization_code')) return undefined;
  return invalid('grant_types without "authorization_code" do not fit response_types "code".');
}

function checkAuthentication(metadata: ClientMetadata, allowed: readonly string[]): MetadataRefusal | undefined {
  const { token_endpoint_auth_method: method, jwks, jwks_uri: uri } = metadata;
  if (method === undefined) return undefined;
  if (typeof method !== 'string' || !allowed.includes(method)) {
    return invalid(`token_endpoint_auth_method must be one of: ${allowed.join(', ')}.`);
  }
  if (method === 'private_key_jwt' && jwks === undefined && uri === undefined) {
    return invalid('private_key_jwt needs jwks or jwks_uri.');
  }
  return undefined;
}

function checkTexts(metadata: ClientMetadata): MetadataRefusal | undefined {
  const wrong = ['client_name', 'scope'].find((name) => {
    const value = metadata[name];
    return value !== undefined && typeof value !== 'string';
  });
  return wrong === undefined ? undefined : invalid(`${wrong} must be a text.`);
}

/** Own members only: `__proto__` and the like never come along. */
function pick(body: object): Record<string, unknown> {
  return Object.fromEntries(
    kept.flatMap((name) => (Object.hasOwn(body, name) ? [[name, Reflect.get(body, name)] as const] : [])),
  );
}

/**
 * Checks what a client says of itself, by registration or in its metadata document, and gives what the authorization
 * server is to see of it (security.md, T011 to T018).
 */
export function readClientMetadata(body: unknown, rules: MetadataRules): ClientMetadata | MetadataRefusal {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return invalid('The client metadata must be a JSON object.');
  }
  const metadata = pick(body);
  const excess = checkSize(metadata);
  if (excess !== undefined) return excess;
  const kinds = readRedirects(metadata.redirect_uris, rules.schemes);
  if ('error' in kinds) return kinds;
  const type = readType(metadata.application_type, kinds);
  if (typeof type !== 'string') return type;
  const wrong =
    checkUrls(metadata) ??
    checkGrants(metadata) ??
    checkAuthentication(metadata, rules.authMethods) ??
    checkTexts(metadata);
  if (wrong !== undefined) return wrong;
  return { grant_types: [...grantTypes], response_types: ['code'], ...metadata, application_type: type };
}
