import fc from 'fast-check';
import type { Endpoint } from 'mcp-rest-proxy';
import type { ImportedEndpoint, ImportedMap, ImportedScheme } from '../../../codegen/src/openapi/imported-map.js';

const HOSTILE = [
  '*/ process.exit(1); /*',
  '/** @ts-nocheck */',
  '// biome-ignore-all lint: no',
  "'; process.exit(1); '",
  '\x60$\x7bprocess.exit(1)\x7d\x60',
  '\u2028process.exit(1)\u2029',
  '\r\nprocess.exit(1)\n',
  '\\',
  '\u202e\u2066 reversed \u0000',
  '\ud800',
  '漢字 🎉 é',
  '__proto__',
  'constructor',
  '</script>',
  `${'long '.repeat(40)}end`,
];

/** Text that tries to get out of where it is written. */
export const anyText = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.array(fc.constantFrom(...HOSTILE, 'order', '"', "'", ' ', '*'), { maxLength: 4 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ maxLength: 130 }),
);

const anyNumber = fc.oneof(fc.integer(), fc.double({ noNaN: true }), fc.constantFrom(-0, 1e21, 1e-7, 2 ** 64));

/** Text as specifications have it, though with any signs. */
export const plainText = fc.oneof(
  fc.constantFrom('It\'s "quoted"', 'order', '漢字の説明', 'Ünïcode', '__proto__', '200', 'x-rate-limit', '*/', '\n'),
  fc.string({ maxLength: 12 }),
);

/** Any JSON value, up to some depth; objects have own `__proto__` members. */
const jsonOf = (anyText: fc.Arbitrary<string>) =>
  fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      anyText,
      anyNumber,
      fc.boolean(),
      fc.constant(null),
      fc.array(anyNumber, { maxLength: 40 }),
      fc.array(tie('value'), { maxLength: 6 }),
      tie('object'),
    ),
    object: fc
      .array(fc.tuple(anyKeyOf(anyText), tie('value')), { maxLength: 6 })
      .map((entries) => Object.fromEntries(entries)),
  }));

const anyKeyOf = (anyText: fc.Arbitrary<string>) =>
  fc.oneof(fc.constantFrom('__proto__', 'constructor', '200', 'a-b', 'name', 'é'), anyText);

const SCHEMES: readonly ImportedScheme[] = [
  { name: 'api_key', kind: 'apiKey', in: 'header', parameter: 'X-Key' },
  { name: 'key in query', kind: 'apiKey', in: 'query', parameter: 'key' },
  { name: 'session*/', description: '*/ `x`', kind: 'apiKey', in: 'cookie', parameter: "sid'" },
  { name: 'bearerAuth', kind: 'bearer' },
  { name: 'basicAuth', kind: 'basic' },
  { name: 'oauth2', kind: 'oauth2', scopes: {} },
  { name: 'oidc', kind: 'openIdConnect', url: 'https://id.example.com' },
  { name: 'tls', kind: 'other', detail: 'mutual TLS' },
];

const anySecurity = fc.array(
  fc.subarray(
    SCHEMES.map(({ name }) => name),
    { maxLength: 3 },
  ),
  { maxLength: 3 },
);

const endpointData = (anyText: fc.Arbitrary<string>, anyJson: ReturnType<typeof jsonOf>) =>
  fc.record(
    {
      description: anyText,
      title: anyText,
      params: anyJson.object,
      query: anyJson.object,
      body: anyJson.object,
      response: anyJson.object,
      constants: anyJson.object,
      retry: fc.constantFrom('safe', 'never'),
      timeout: fc.nat(),
    },
    { requiredKeys: ['description'] },
  );

const anyName = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'then1', '1', 'get-it'),
  fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/),
);

interface Draft {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly operationId: string | undefined;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  readonly security: readonly (readonly string[])[];
  readonly data: object;
}

const drafts = (anyText: fc.Arbitrary<string>): fc.Arbitrary<Draft> =>
  fc.record({
    name: anyName,
    method: fc.constantFrom('GET', 'POST', 'DELETE'),
    path: fc.oneof(
      fc.constantFrom('/a', '/b', '/c/{id}', '/d', '/e/f', '/g'),
      anyText.map((text) => `/${text}`),
    ),
    operationId: fc.option(anyText, { nil: undefined }),
    tags: fc.array(anyText, { maxLength: 2 }),
    deprecated: fc.boolean(),
    security: anySecurity,
    data: endpointData(anyText, jsonOf(anyText)),
  });

function endpointOf({ name, method, path, operationId, data, ...rest }: Draft): ImportedEndpoint {
  const pointer = `#/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method.toLowerCase()}`;
  // A document nobody has checked may hold anything where a schema is expected.
  const endpoint = { method, path, ...data } as unknown as Endpoint;
  return { ...rest, name, pointer, endpoint, ...(operationId !== undefined && { operationId }) };
}

const servers = (anyText: fc.Arbitrary<string>) =>
  fc.record({
    url: anyText,
    description: anyText,
    variables: fc.array(
      fc.record({ name: anyText, value: anyText, values: fc.array(anyText, { maxLength: 2 }), description: anyText }),
      { maxLength: 1 },
    ),
  });

/** Any document with texts of a kind. Names and operations are unique, as the importer makes them. */
export const importedMaps = (anyText: fc.Arbitrary<string>): fc.Arbitrary<ImportedMap> =>
  fc
    .record({
      title: anyText,
      version: anyText,
      drafts: fc.uniqueArray(drafts(anyText), { maxLength: 6, selector: ({ name }) => name }),
      definitions: fc
        .array(fc.tuple(anyKeyOf(anyText), jsonOf(anyText).object), { maxLength: 4 })
        .map((entries) => Object.fromEntries(entries)),
      servers: fc.array(servers(anyText), { maxLength: 2 }),
    })
    .map(({ drafts: all, ...rest }) => {
      const unique = new Map(all.map((draft) => [`${draft.method} ${draft.path}`, draft]));
      return { ...rest, endpoints: [...unique.values()].map(endpointOf), schemes: SCHEMES, notes: [] };
    });

/** Any document, its texts hostile. */
export const anyImportedMap = importedMaps(anyText);
