/**
 * The public API of `mcp-rest-proxy`, whole: what is not here is not for use, and may change in any release.
 * `mcp-rest-proxy/got` is the one other entry, so that nobody loads got who does not use it.
 *
 * Not exported, on purpose:
 * - the protocol engine and what transports are lent by the proxy: transports are chosen here, not written outside,
 *   until a second party needs to;
 * - SDK types: tools are attached to SDK servers by shape, so that no copy or version of an SDK is forced on anybody;
 * - the router, guards, sessions and streams: they are reached through `createProxy` and its options;
 * - the stages of compiling a map, and its parsed form: `compileTools` is the one way from a map to tools.
 */

// The whole proxy.

export type { HealthOptions, HealthReport } from './http/health.js';
export type { HttpLimits } from './http/limits.js';
export type { ListenAddress } from './http/listener.js';
export type { RateLimitOptions, RateOptions } from './http/rate-limit.js';
export type { RequestHandler } from './http/router.js';
export {
  createProxy,
  type MakeTools,
  type McpProxy,
  type ProxyOptions,
  type ProxyTools,
  type ServerOptions,
  type ServingOptions,
} from './proxy.js';

// The language: endpoint maps.

export type { DefinedEndpoint, EndpointArguments, TypedEndpoint } from './endpoints/argument-types.js';
export { defineEndpoint, defineEndpoints } from './endpoints/define-endpoints.js';
export type {
  CallInfo,
  Endpoint,
  EndpointConstants,
  EndpointMap,
  ParameterStyle,
  PrincipalBinding,
  ToolAnnotations,
} from './endpoints/endpoint.js';
export { endpointsFromJson } from './endpoints/endpoints-from-json.js';
export { loadEndpoints } from './endpoints/load-endpoints.js';
export type { CheckedEndpoint, CheckedEndpoints, PathParameters } from './endpoints/path-parameters.js';
export type { ContentBlock, ToolFailure, ToolResult } from './endpoints/result.js';
export type { JsonSchema, Schema, StandardIssue, StandardResult, StandardSchema } from './endpoints/schema.js';
export { withDefinitions } from './endpoints/with-definitions.js';

// Tools: compile a map, or attach compiled tools to a server of your own.

export { type AttachOptions, attachTools } from './mcp/attach.js';
export type { AttachedAuthInfo, AttachedRequest } from './mcp/attach-context.js';
export type { AttachableServer, HighLevelServer, LowLevelServer } from './mcp/attach-target.js';
export type { CompileOptions } from './tools/compile-options.js';
export { compileTools } from './tools/compile-tools.js';
export type { OutputMismatch } from './tools/output-schema.js';
export type { ProgressUpdate, ToolCallContext, ToolDefinition, ToolSet } from './tools/tool-set.js';

// Transports.

export { type SseOptions, sse } from './transports/sse.js';
export { type StdioOptions, stdio } from './transports/stdio.js';
export type { StreamOptions } from './transports/stream-settings.js';
export { type StreamableHttpOptions, streamableHttp } from './transports/streamable-http.js';
export type { Transport } from './transports/transport.js';

// Who is calling. `AuthStrategy` is a seam: write your own with `Principal`, `AuthenticationError`, `bearerChallenge`.

export { anyOf } from './auth/any-of.js';
export { type ApiKeyOptions, apiKey } from './auth/api-key.js';
export type { ApiKeyEntry, ApiKeys } from './auth/api-key-entries.js';
export { bearerChallenge } from './auth/challenge.js';
export type { ImpliedScopes } from './auth/implied-scopes.js';
export type { JwtAlgorithm } from './auth/jwt/algorithms.js';
export type { Fetch } from './auth/jwt/fetch-json.js';
export { jwt } from './auth/jwt/jwt.js';
export type { JwtKeyFetchOptions, JwtKeys, JwtOptions, JwtTenantOptions } from './auth/jwt/options.js';
export { type NoAuthOptions, noAuth } from './auth/no-auth.js';
export { hasScopes, type Principal, principalKey } from './auth/principal.js';
export { type ProtectedResource, type ProtectedResourceOptions, protectedResource } from './auth/protected-resource.js';
export { type ChallengedRequest, type ChallengeReason, challengeFor } from './auth/resource-challenge.js';
export {
  AuthenticationError,
  type AuthMount,
  type AuthRequest,
  type AuthRoute,
  type AuthStrategy,
  type DialledEndpoint,
  type Revocations,
} from './auth/strategy.js';
export { type TenantRules, type TenantRulesOptions, tenantRules } from './auth/tenant.js';

// The backend. `BackendClient` is a seam: bring another HTTP library.

export { createBackend } from './backend/backend.js';
export {
  type BackendClient,
  type BackendClientFactory,
  BackendFailure,
  type BackendFailureCode,
  type BackendLimits,
  type BackendRequest,
  type BackendResponse,
  type Delivery,
  type HttpMethod,
} from './backend/client.js';
export { backendErrorText, redactText } from './backend/error-text.js';
export {
  type Backend,
  type BackendCall,
  CallError,
  type CallFailure,
  type EndpointReply,
  type EndpointRequest,
  type Outcome,
} from './backend/exchange.js';
export type { BackendOptions } from './backend/options.js';
export type { RetryClass } from './backend/retry-class.js';
export type { RetryOptions } from './backend/retry-policy.js';
export { type UndiciClientOptions, undiciClient } from './backend/undici-client.js';

// What the backend sees. `Credential` is a seam: a function.

export { allOf } from './credentials/all-of.js';
export { type ApiKeyHeaderOptions, apiKeyHeader } from './credentials/api-key.js';
export { type ApiKeyQueryOptions, apiKeyQuery } from './credentials/api-key-query.js';
export { type BearerOptions, bearer } from './credentials/bearer.js';
export type { Credential, CredentialContext, CredentialTarget } from './credentials/credential.js';
export { type DevelopmentKeysOptions, developmentKeys } from './credentials/development-keys.js';
export { type ForwardTokenOptions, forwardToken } from './credentials/forward-token.js';
export { mintedToken } from './credentials/minted-token.js';
export type { MintedTokenOptions } from './credentials/minted-token-options.js';
export { noCredential } from './credentials/none.js';
export { CredentialError } from './credentials/secret.js';
export type {
  PrivateJwk,
  PublicJwk,
  SigningAlgorithm,
  SigningKey,
  SigningKeySource,
} from './credentials/signing-key.js';
export { type SigningKeys, type SigningKeysOptions, signingKeys } from './credentials/signing-keys.js';
export { tokenExchange } from './credentials/token-exchange.js';
export type { ExchangeClient, ExchangeServer, TokenExchangeOptions } from './credentials/token-exchange-options.js';
export { type UpstreamTokenOptions, type UpstreamTokens, upstreamToken } from './credentials/upstream-token.js';

// Where state lives that outlives a request. `Store` is a seam; `redisStore` is `mcp-rest-proxy/redis`.

export { type MemoryStoreOptions, memoryStore } from './store/memory-store.js';
export {
  type MemberOptions,
  type SetOptions,
  type Store,
  StoreUnavailableError,
  type Unsubscribe,
} from './store/store.js';

// Logs. `Logger` is a seam: pino and `console` fit; `redact` makes their fields safe.

export { type ConsoleLoggerOptions, consoleLogger } from './telemetry/console-logger.js';
export type { Logger, LogLevel } from './telemetry/logger.js';
export { redact } from './telemetry/redact.js';
export { silentLogger } from './telemetry/silent-logger.js';

// Errors, all with a stable `code`.

export {
  ConfigurationError,
  EndpointError,
  type ErrorCode,
  type FailureCode,
  McpRestProxyError,
  MissingPeerError,
  type Problem,
  UnknownToolError,
} from './errors.js';
