import { classifyInboundRequest, type InboundModernRoute } from '@modelcontextprotocol/server';
import type { Classification } from './engine.js';
import { legacyVersions, modernVersions } from './revisions.js';
import { rpcCode } from './rpc-error.js';
import { findHeaderProblem, type Headers, headerValue } from './standard-headers.js';

/** Batches were part of this revision only; more messages than this in one are refused. */
const batchVersion = '2025-03-26';
const largestBatch = 50;

/**
 * Decides the era of one POST by its body, cross-checked with its headers
 * (MCP 2026-07-28, Versioning and Streamable HTTP). The body that is examined here is the object that is served:
 * nothing is parsed twice.
 */
export function classify(headers: Headers, body: unknown): Classification {
  const route = classifyInboundRequest({ httpMethod: 'POST', body, ...standardHeaders(headers) });
  if (route.kind === 'reject') {
    const { httpStatus, code, message, data } = route;
    return reject(httpStatus, code, message, data);
  }
  return route.kind === 'modern' ? classifyModern(headers, route) : classifyLegacy(headers, body);
}

function standardHeaders(headers: Headers) {
  const version = headerValue(headers, 'mcp-protocol-version');
  const method = headerValue(headers, 'mcp-method');
  return {
    ...(version !== undefined && { protocolVersionHeader: version }),
    ...(method !== undefined && { mcpMethodHeader: method }),
  };
}

function classifyModern(headers: Headers, route: InboundModernRoute): Classification {
  const version = route.classification.revision ?? '';
  if (!modernVersions.includes(version)) {
    const data = { supported: [...modernVersions], requested: version };
    return reject(400, rpcCode.unsupportedVersion, 'Unsupported protocol version', data);
  }
  const problem = route.messageKind === 'request' ? findHeaderProblem(headers, route.message) : undefined;
  if (problem !== undefined) return reject(400, rpcCode.headerMismatch, `Header mismatch: ${problem}`);
  return { era: 'modern', version, kind: route.messageKind };
}

function classifyLegacy(headers: Headers, body: unknown): Classification {
  const version = headerValue(headers, 'mcp-protocol-version');
  if (Array.isArray(body)) return classifyBatch(version, body);
  if (version === undefined || legacyVersions.includes(version) || isInitialize(body)) return { era: 'legacy' };
  const message = `Unsupported protocol version. Supported: ${[...modernVersions, ...legacyVersions].join(', ')}`;
  return reject(400, rpcCode.badRequest, message);
}

function classifyBatch(version: string | undefined, body: readonly unknown[]): Classification {
  const refusal = batchProblem(version, body);
  return refusal === undefined ? { era: 'legacy', batch: true } : reject(400, rpcCode.invalidRequest, refusal);
}

function batchProblem(version: string | undefined, body: readonly unknown[]): string | undefined {
  if (version !== undefined && version !== batchVersion) return 'This revision of the protocol has no batches';
  if (body.length > largestBatch) return `A batch holds at most ${largestBatch} messages`;
  return body.some(isInitialize) ? 'An initialize request cannot be part of a batch' : undefined;
}

function isInitialize(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'method' in message && message.method === 'initialize';
}

function reject(status: number, code: number, message: string, data?: unknown): Classification {
  return { era: 'reject', status, error: { code, message, ...(data !== undefined && { data }) } };
}
