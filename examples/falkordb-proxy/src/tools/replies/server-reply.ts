import type { EndpointReply } from 'mcp-rest-proxy';
import { rejectReply } from './bad-reply.js';
import { asNumber, asText, isObject, type JsonObject } from './json.js';
import { readMilliseconds } from './statistics.js';

/** What the backend says about itself. */
export interface ServerReply {
  readonly provider: string | undefined;
  /** As the backend states it; the released 1.1.0 says 1.0.0. */
  readonly version: string | undefined;
  /** Names of what it can do. */
  readonly capabilities: readonly string[];
  readonly multiTenancy: boolean | undefined;
  /** The answer as it was found. */
  readonly details: JsonObject;
}

/** How the backend and its database are. */
export interface HealthReply {
  readonly healthy: boolean;
  /** The backend's own word: `healthy`, `ok`, `unhealthy`, … */
  readonly status: string;
  readonly databaseConnected: boolean | undefined;
  readonly databaseLatencyMs: number | undefined;
  readonly uptimeSeconds: number | undefined;
}

/**
 * Reads the metadata of either dialect: `capabilities` is a list in one and an object in the other.
 * @throws CallError when the answer is no JSON object.
 */
export function readServerReply(reply: EndpointReply): ServerReply {
  const body = isObject(reply.body) ? reply.body : rejectReply(reply, 'a JSON object');
  return {
    provider: asText(body.provider),
    version: asText(body.version),
    capabilities: readCapabilities(body.capabilities),
    multiTenancy: readTenancy(body),
    details: body,
  };
}

function readCapabilities(capabilities: unknown): string[] {
  if (Array.isArray(capabilities)) return capabilities.filter((name) => typeof name === 'string');
  const entries = isObject(capabilities) ? Object.entries(capabilities) : [];
  return entries.flatMap(([name, value]) => {
    if (value === true) return [name];
    return typeof value === 'string' ? [`${name}: ${value}`] : [];
  });
}

/** Said in `configuration` or in `capabilities`, or not at all. */
function readTenancy({ configuration, capabilities }: JsonObject): boolean | undefined {
  const configured = isObject(configuration) ? configuration.multiTenancy : undefined;
  const stated = isObject(configured) ? configured.enabled : configured;
  const capable = isObject(capabilities) ? capabilities.multiTenancy : undefined;
  return [stated, capable].find((value) => typeof value === 'boolean');
}

/** Reads the health of either dialect; `undefined` when the body is of neither. */
export function readHealth(body: unknown): HealthReply | undefined {
  const status = isObject(body) ? asText(body.status) : undefined;
  if (!isObject(body) || status === undefined) return undefined;
  const services = isObject(body.services) ? body.services.database : body.database;
  const database = isObject(services) ? services : {};
  const connected = typeof database.connected === 'boolean' ? database.connected : undefined;
  return {
    healthy: (status === 'ok' || status === 'healthy') && connected !== false,
    status,
    databaseConnected: connected,
    databaseLatencyMs: asNumber(database.latency) ?? readMilliseconds(database.responseTime),
    uptimeSeconds: asNumber(body.uptime),
  };
}

/**
 * Reads a health answer of status 200.
 * @throws CallError when it is of neither dialect.
 */
export function readHealthReply(reply: EndpointReply): HealthReply {
  return readHealth(reply.body) ?? rejectReply(reply, 'a `status`');
}
