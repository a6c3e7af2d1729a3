import fc from 'fast-check';
import { CallError, type Endpoint, type EndpointMap, type ToolResult } from 'mcp-rest-proxy';
import { z } from 'zod';
import { anyMap } from './any-map.js';
import { hostileText } from './any-text.js';

const zodValue: fc.Arbitrary<z.ZodType> = fc.oneof(
  hostileText.map((text) => z.string().default(text)),
  fc.constant(z.string().transform((text) => text.toUpperCase())),
  fc.constant(z.string().trim().min(1)),
  fc.nat(9).map((rest) => z.int().refine((value) => value % 10 !== rest, `must not end in ${rest}`)),
  fc.constant(z.number().optional()),
  fc.uniqueArray(hostileText, { minLength: 1, maxLength: 3 }).map((values) => z.enum(values)),
  fc.constant(z.boolean().default(true)),
);

const zodList = fc.constantFrom(z.array(z.string()).max(3), z.array(z.int().nullable()).default([]));

function zodObject(value: fc.Arbitrary<z.ZodType>, mark: string): fc.Arbitrary<z.ZodType> {
  const entry = fc.tuple(fc.stringMatching(/^[a-z]{1,5}$/), value);
  return fc
    .tuple(fc.uniqueArray(entry, { minLength: 1, maxLength: 3, selector: ([name]) => name }), fc.boolean())
    .map(([entries, strict]) => {
      const shape = Object.fromEntries(entries.map(([name, schema]) => [`${mark}${name}`, schema]));
      return strict ? z.strictObject(shape) : z.object(shape);
    });
}

const nested = zodObject(zodValue, 'n').map((schema) => z.object({ inner: schema }));

/** Standard Schemas in place of what the endpoint has; the names that its styles and renames speak of are gone then. */
const zodParts: fc.Arbitrary<Partial<Endpoint>> = fc.record(
  {
    query: zodObject(fc.oneof(zodValue, zodList), 'zq '),
    body: fc.oneof(zodObject(fc.oneof(zodValue, zodList), 'zb '), nested),
    response: zodObject(zodValue, 'zr '),
  },
  { requiredKeys: [] },
);

function structured(body: unknown): Partial<ToolResult> {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isObject ? { structuredContent: { ...body } } : {};
}

const request = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom<NonNullable<Endpoint['request']>>(
      (given) => ({ ...given, headers: { ...given.headers, 'x-hook': 'yes' } }),
      async (given, { tool, arguments: all }) => ({
        ...given,
        path: `${given.path}/${encodeURIComponent(tool)}.${Object.keys(all).length}`,
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant<NonNullable<Endpoint['request']>>(() => {
      throw new CallError({ code: 'too_late', message: 'It is late.', retryable: false, outcome: 'not_sent' });
    }),
  },
);

const hooks: fc.Arbitrary<Partial<Endpoint>> = fc.record(
  {
    request,
    format: fc.constantFrom<NonNullable<Endpoint['format']>>(
      ({ status, body }, { tool }) => ({
        content: [{ type: 'text', text: `${tool} ${status} ${JSON.stringify(body)}` }],
        ...structured(body),
      }),
      async ({ body }) => ({ content: [], ...structured(body) }),
    ),
    mapError: fc.constantFrom<NonNullable<Endpoint['mapError']>>(
      ({ reply: _, ...failure }) => ({ ...failure, message: `In short: ${failure.code}.` }),
      () => undefined,
    ),
    credential: fc.constant<NonNullable<Endpoint['credential']>>((target) => {
      target.headers.authorization = 'Bearer hook';
    }),
  },
  { requiredKeys: [] },
);

/** What an endpoint says that hangs on none of its schemas. */
function withoutSchemas({ method, description, title, scopes, retry, acceptHtml, constants }: Endpoint): Endpoint {
  const said = Object.entries({ title, scopes, retry, acceptHtml }).filter(([, value]) => value !== undefined);
  const query = constants?.query ? { constants: { query: constants.query } } : {};
  return { method, path: '/code', description, ...Object.fromEntries(said), ...query };
}

function withCode(endpoint: Endpoint, schemas: Partial<Endpoint>, functions: Partial<Endpoint>): Endpoint {
  const { body, ...others } = schemas;
  const fitting = endpoint.method === 'GET' || body === undefined ? others : schemas;
  const base = 'query' in fitting || 'body' in fitting ? withoutSchemas(endpoint) : endpoint;
  return { ...base, ...fitting, ...functions };
}

/** Maps with functions and Standard Schemas, as a module would export them. */
export const anyCodeMap: fc.Arbitrary<EndpointMap> = fc
  .tuple(anyMap, fc.array(fc.tuple(zodParts, hooks), { minLength: 2, maxLength: 2 }))
  .map(([map, parts]) => {
    const entries = Object.entries(map).map(([name, endpoint], index): [string, Endpoint] => {
      const [schemas, functions] = parts[index] ?? [{}, {}];
      return [name, withCode(endpoint, schemas, functions)];
    });
    return Object.fromEntries(entries);
  });
