import type { Principal } from '../auth/principal.js';
import type { HttpMethod } from '../backend/client.js';
import type { CallFailure, EndpointReply, EndpointRequest } from '../backend/exchange.js';
import type { RetryClass } from '../backend/retry-class.js';
import type { Credential } from '../credentials/credential.js';
import type { ToolFailure, ToolResult } from './result.js';
import type { Schema } from './schema.js';

/** Hints about a tool's behaviour (MCP, Tools, annotations). All four are published for every tool. */
export interface ToolAnnotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

/** What every hook of an endpoint is told about the call. */
export interface CallInfo<Arguments = Readonly<Record<string, unknown>>> {
  /** Name of the tool. */
  readonly tool: string;
  readonly principal: Principal;
  /** Validated arguments, defaults filled in, by argument name. */
  readonly arguments: Arguments;
}

/** Values sent with every call of an endpoint and hidden from the model. */
export interface EndpointConstants {
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** Where a bound argument comes from: `subject`, `tenant`, `clientId`, or `claims.<name>` of the principal. */
export type PrincipalBinding = 'subject' | 'tenant' | 'clientId' | `claims.${string}`;

/**
 * How one argument is written where there is no JSON: in a path segment, the query, a header or a form body. Styles
 * are those of the OpenAPI 3.1 Parameter Object, section "Style Values"; separators stand unencoded, as its table has
 * them. Values that a style cannot hold without ambiguity (an item with the separator in it, an object inside an
 * object) are refused by the name of the argument.
 */
export interface ParameterStyle {
  /**
   * - `form` (query and form bodies; default there): a list repeats its key, an object is one key for each property.
   *   With `explode: false` a list is `key=a,b`, an object `key=name,value`.
   * - `spaceDelimited`, `pipeDelimited` (query and form bodies): like `form` without explode, with ` ` or `|`.
   * - `deepObject` (query and form bodies): `key[name]=value`; deeper levels, which OpenAPI leaves open, as
   *   `key[a][b]=value`, and a list as `key[0]=a&key[1]=b`, the way Stripe, qs, PHP and Rails read them.
   * - `simple` (path and headers; default there): `a,b`; an object is `name,value`, or `name=value` with explode.
   * - `json`: JSON text, of any value (OpenAPI: a parameter with `content`). Non-ASCII is escaped in headers.
   */
  readonly style?: 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject' | 'simple' | 'json';
  /** Default true for `form`, false for the others; without meaning for `deepObject` and `json`. */
  readonly explode?: boolean;
}

/**
 * One REST endpoint and the tool it becomes. Plain data, apart from the three hooks.
 * Arguments of `params`, `query`, `headers` and of an object `body` are merged into one flat input schema.
 */
export interface Endpoint {
  readonly method: HttpMethod;
  /** Template below the base URL: `/orders/{orderId}`. */
  readonly path: string;
  /** For the model: what the tool does and when to use it. */
  readonly description: string;
  /** For people. */
  readonly title?: string;
  /** Path parameters: an object schema with exactly the names in `path`. Their values are strings, numbers or booleans. */
  readonly params?: Schema;
  /**
   * Lets a path parameter hold `/` and `\`, encoded inside its one segment. Default false: such values are refused,
   * since a backend that decodes before it routes would see further segments.
   */
  readonly allowSlash?: boolean;
  /** Query: an object schema. A list repeats its key; `null` is left out; objects are refused, unless in `styles`. */
  readonly query?: Schema;
  /**
   * Request headers: an object schema; names are used as they are, unless renamed. Headers that belong to the proxy
   * (`authorization`, `cookie`, `host`, `x-forwarded-*`, …) are refused.
   */
  readonly headers?: Schema;
  /**
   * Request body, sent as JSON (a lone string is sent as text) unless `contentType` says otherwise. An object's
   * properties become arguments; any other schema becomes one argument, `body`.
   */
  readonly body?: Schema;
  /**
   * The body may be left out altogether: a call without any of its arguments sends none, not even defaults, but
   * `constants` all the same. What an object requires, it then requires only of a call that gives one of its members.
   * Default false: a call without arguments sends `{}`, and a body that is one argument is required, unless it is a
   * Standard Schema that accepts `undefined`.
   */
  readonly optionalBody?: boolean;
  /**
   * Media type of the body, and so its form. Default: JSON as `application/json`, a lone string as `text/plain`.
   * - `application/json`, `…/…+json`: JSON, a lone string too.
   * - `application/x-www-form-urlencoded` (URL standard, section 5.2): a key for each property; a list repeats its
   *   key, an object is JSON text, unless `styles` says otherwise.
   * - `multipart/form-data` (RFC 7578): a part for each property; a list repeats its part, an object is a JSON part,
   *   and a string schema with `contentEncoding: 'base64'` is a file of type `contentMediaType`, sent decoded.
   * - anything else: the body is one string, sent as it is; with `contentEncoding: 'base64'` it is sent decoded.
   *   `application/octet-stream`, images, sounds and films are always so.
   */
  readonly contentType?: string;
  /** Argument name to how it is written, for `params`, `query`, `headers`, and `body` when that is a form. */
  readonly styles?: Readonly<Record<string, ParameterStyle>>;
  /**
   * The backend's JSON answer; becomes the tool's output schema, and results carry it as `structuredContent`, as
   * received: transforms and defaults of the schema are not applied (`format` is for that). What is not an object
   * is published and sent as `{ "result": … }`. An answer that does not fit is a result with `isError: true`, code
   * `bad_response_shape`, that names what does not fit and still shows the data as text; nothing is lost, and no
   * result breaks the published schema. See `outputMismatch` of `compileTools` for backends that drift.
   */
  readonly response?: Schema;
  /** Takes an HTML answer as text. Default false: HTML where data is expected is a failure, `bad_content_type`. */
  readonly acceptHtml?: boolean;
  /** Overrides what the method implies. */
  readonly annotations?: Partial<ToolAnnotations>;
  /** All of these are needed to see and to call the tool. */
  readonly scopes?: readonly string[];
  /** Default by method. */
  readonly retry?: RetryClass;
  /** Milliseconds for the whole call, retries included. Default: the backend's. */
  readonly timeout?: number;
  /** Overrides the backend's credential. */
  readonly credential?: Credential;
  readonly constants?: EndpointConstants;
  /** Argument name to name on the wire, for `query`, `headers` and `body`. */
  readonly rename?: Readonly<Record<string, string>>;
  /** Arguments filled from the principal: absent from the published schema, refused if sent. */
  readonly bind?: Readonly<Record<string, PrincipalBinding>>;
  /**
   * Changes the request before it is sent. Whatever it returns is checked like any built request. To refuse the call,
   * throw a `CallError`: its failure becomes the result.
   */
  readonly request?: (request: EndpointRequest, call: CallInfo) => EndpointRequest | Promise<EndpointRequest>;
  /**
   * Makes the result from the backend's answer. Default: JSON text, and `structuredContent` if there is a `response`
   * schema. To report an answer that is a failure, throw a `CallError`.
   */
  readonly format?: (reply: EndpointReply, call: CallInfo) => ToolResult | Promise<ToolResult>;
  /** Puts a failure into the API's own words; `undefined` keeps the default. */
  readonly mapError?: (failure: CallFailure, call: CallInfo) => ToolFailure | undefined;
}

/** Tool name to endpoint. Order is kept: it is the order of `tools/list`. */
export type EndpointMap = Readonly<Record<string, Endpoint>>;
