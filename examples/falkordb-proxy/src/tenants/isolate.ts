import {
  CallError,
  type CallFailure,
  type CallInfo,
  type Endpoint,
  type EndpointMap,
  type EndpointReply,
  type EndpointRequest,
  type Logger,
  type ToolFailure,
} from 'mcp-rest-proxy';
import { failureInOwnWords, queryInOwnWords } from './own-words.js';
import { BREACH, breach, refuseShared, refuseWithoutTenant } from './refusals.js';
import { type Expected, findForeign, namesTenant, ownGraphs } from './reply-tenant.js';
import { falkordbTenants, SHARED } from './rules.js';

/**
 * The tools, with the proxy itself answering for the isolation of tenants. What is asked is checked: who has no usable
 * tenant calls nothing, and graphs that belong to everybody cannot be named. What comes back is checked: an answer
 * that names somebody else's tenant or graph, or says of no data whose it is, is a failure that shows nothing of it.
 * What is told of graphs is told by the names that the tenant has for them.
 */
export function isolateTenants(endpoints: EndpointMap, logger: Logger): EndpointMap {
  return Object.fromEntries(
    Object.entries(endpoints).map(([tool, endpoint]) => [tool, isolate(endpoint, createGuard(tool, logger))]),
  );
}

/** These answer with the caller's data, and must say so. */
const MARKED: ReadonlySet<string> = new Set(['falkordb_query', 'falkordb_list_graphs']);

interface Guard {
  /** @throws CallError when the call must not be sent. */
  ask(request: EndpointRequest, call: CallInfo): EndpointRequest;
  /** The answer as far as it is the caller's, in the caller's words. @throws CallError when it is not. */
  read(reply: EndpointReply, call: CallInfo): EndpointReply;
  /** True when a failure was told in words that are not for this caller. */
  isForeign(failure: CallFailure, call: CallInfo): boolean;
}

/** @throws CallError for a caller without a usable tenant. */
function expected({ tool, principal, arguments: args }: CallInfo): Expected {
  const { tenant } = principal;
  if (!falkordbTenants.accepts(tenant)) return refuseWithoutTenant(tool);
  return typeof args.graphName === 'string' ? { tenant, graphName: args.graphName } : { tenant };
}

function createGuard(tool: string, logger: Logger): Guard {
  const report = (place: string, { tenant }: Expected): void =>
    logger.error(
      { tool, tenant, place },
      'An answer of the backend was withheld: it is not marked as the caller’s own',
    );
  const refuseReply = (place: string, own: Expected): never => {
    report(place, own);
    throw new CallError(breach(tool));
  };
  return {
    ask(request, call) {
      const { graphName } = expected(call);
      if (graphName?.startsWith(SHARED) === true) refuseShared();
      if (tool !== 'falkordb_list_graphs') return request;
      // Makes the documented backend say of every graph whose it is.
      return { ...request, query: new URLSearchParams([...request.query, ['tenant', 'true']]) };
    },
    read(reply, call) {
      const own = expected(call);
      const place = findForeign(reply, own);
      if (place !== undefined) return refuseReply(place, own);
      if (MARKED.has(tool) && !namesTenant(reply)) return refuseReply('no tenant', own);
      if (tool !== 'falkordb_list_graphs') return queryInOwnWords(reply);
      const graphs = ownGraphs(reply, own.tenant);
      return graphs.foreign ? refuseReply('graphs', own) : graphs.reply;
    },
    isForeign({ reply }, call) {
      const own = expected(call);
      const place = reply === undefined ? undefined : findForeign(reply, own);
      if (place !== undefined) report(place, own);
      return place !== undefined;
    },
  };
}

function isolate(endpoint: Endpoint, guard: Guard): Endpoint {
  const { request: change, format, mapError } = endpoint;
  // Without one the library would make the result, past the guard.
  if (format === undefined) throw new Error('A tool of tenants needs a format of its own.');
  return {
    ...endpoint,
    request: (request, call) => {
      const asked = guard.ask(request, call);
      return change === undefined ? asked : change(asked, call);
    },
    format: (reply, call) => format(guard.read(reply, call), call),
    mapError(failure, call) {
      if (failure.code === BREACH) return withoutReply(failure);
      if (guard.isForeign(failure, call)) return withoutReply(breach(call.tool));
      const told = mapError?.(failure, call) ?? withoutReply(failure);
      return failureInOwnWords(told, expected(call).tenant, JSON.stringify(call.arguments));
    },
  };
}

function withoutReply({ reply: _, ...failure }: CallFailure): ToolFailure {
  return failure;
}
