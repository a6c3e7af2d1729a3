import { type ChosenSecurity, chooseSecurity } from '../openapi/choose-security.js';
import type { ImportedEndpoint, ImportedMap, ImportedScheme } from '../openapi/imported-map.js';
import { compareText } from '../openapi/json.js';
import { wordsOf } from '../openapi/words.js';
import { commentBlock, commentText } from '../print/comment.js';
import { quote } from '../print/quote.js';
import { LINE_WIDTH } from '../print/width.js';
import { environmentNames, type SecretNames } from './environment-names.js';
import type { Piece } from './map-pieces.js';
import { canonicalCode, hashOf } from './mark.js';

/** Credentials of a map: statements, and the property of each endpoint that is called in another way than most. */
export interface CredentialPieces {
  readonly blocks: readonly Piece[];
  readonly propertyOf: (endpoint: ImportedEndpoint) => Piece | undefined;
  readonly notes: ChosenSecurity['notes'];
}

const SECRET = `/** A secret from the environment; says which one is missing. */
function secret(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name]?.trim();
  if (value) return value;
  throw new Error(\`The environment variable \${name} is not set. It holds what the API asks its callers for.\`);
}`;

// Neither `x.name` nor `x['name']`: the strictest compilers refuse the one, linters the other.
const BASIC = `/** HTTP Basic authentication (RFC 7617). */
function basic(username: string, password: string): Credential {
  const value = \`Basic \${Buffer.from(\`\${username}:\${password}\`).toString('base64')}\`;
  return (target) => {
    Object.assign(target.headers, { authorization: value });
  };
}`;

const COOKIE = `/** A key in a cookie, beside those that are there. */
function apiKeyCookie(name: string, key: string): Credential {
  const pair = \`\${name}=\${encodeURIComponent(key)}\`;
  return (target) => {
    const { cookie } = target.headers;
    Object.assign(target.headers, { cookie: cookie === undefined ? pair : \`\${cookie}; \${pair}\` });
  };
}`;

const AT_FIRST_CALL = `/** Made at the first call: reading this file needs no secret. */
function atFirstCall(make: () => Credential): Credential {
  let made: Credential | undefined;
  return (target, context) => {
    made ??= make();
    return made(target, context);
  };
}`;

type Call = (scheme: ImportedScheme, environment: string) => string;

interface Expression {
  readonly text: string;
  readonly uses: readonly string[];
}

function block(name: string, text: string, uses: readonly string[]): Piece {
  return { name, text, uses, mark: hashOf(canonicalCode(text)) };
}

function secretCall(environment: string, name: string): string {
  return `secret(${environment}, ${quote(name)})`;
}

function schemeCall(names: ReadonlyMap<string, SecretNames>): Call {
  return (scheme, environment) => {
    const known = names.get(scheme.name) ?? { secret: 'API_SECRET', username: 'API_USERNAME' };
    const value = secretCall(environment, known.secret);
    if (scheme.kind === 'basic') return `basic(${secretCall(environment, known.username)}, ${value})`;
    if (scheme.kind !== 'apiKey') return `bearer({ token: ${value} })`;
    const parameter = quote(scheme.in === 'header' ? scheme.parameter.toLowerCase() : scheme.parameter);
    if (scheme.in === 'query') return `apiKeyQuery({ name: ${parameter}, key: ${value} })`;
    if (scheme.in === 'cookie') return `apiKeyCookie(${parameter}, ${value})`;
    return `apiKeyHeader({ header: ${parameter}, key: ${value} })`;
  };
}

function usesOf(schemes: readonly ImportedScheme[]): readonly string[] {
  const uses = schemes.flatMap(({ kind, ...scheme }) => {
    if (kind === 'basic') return [];
    if (kind !== 'apiKey') return ['bearer'];
    if (!('in' in scheme) || scheme.in === 'cookie') return [];
    return [scheme.in === 'query' ? 'apiKeyQuery' : 'apiKeyHeader'];
  });
  return [...(schemes.length > 1 ? ['allOf'] : []), ...new Set(uses)];
}

/** One call, or several in `allOf`; `tail` is what follows on the last line. */
function expression(schemes: readonly ImportedScheme[], call: Call, environment: string, layout: Layout): Expression {
  const calls = schemes.map((scheme) => call(scheme, environment));
  const text = layout.indent + layout.before + wrap(calls, layout.indent.length + layout.before.length, layout);
  return { text: `${text}${layout.after}`, uses: usesOf(schemes) };
}

interface Layout {
  readonly indent: string;
  readonly before: string;
  readonly after: string;
}

function wrap(calls: readonly string[], column: number, { indent, after }: Layout): string {
  const [only = ''] = calls;
  const oneLine = calls.length === 1 ? only : `allOf(${calls.join(', ')})`;
  if (column + oneLine.length + after.length <= LINE_WIDTH) return oneLine;
  if (calls.length > 1) return `allOf(\n${calls.map((call) => `${indent}  ${call},\n`).join('')}${indent})`;
  const [, name = '', inner = ''] = /^(\w+)\((.*)\)$/.exec(only) ?? [];
  const object = /^\{ (.*) \}$/.exec(inner)?.[1];
  if (object === undefined)
    return `${name}(\n${splitTop(inner)
      .map((part) => `${indent}  ${part},\n`)
      .join('')}${indent})`;
  return `${name}({\n${splitTop(object)
    .map((part) => `${indent}  ${part},\n`)
    .join('')}${indent}})`;
}

/** The arguments or properties of a call written here. The last one is a secret; a name in front may hold anything. */
function splitTop(text: string): readonly string[] {
  const [, before, last] = /^(.*), ((?:secret\(|key: ).*)$/.exec(text) ?? [];
  return before === undefined || last === undefined ? [text] : [before, last];
}

/** What a person should know about the variables of a scheme. */
function adviceFor(scheme: ImportedScheme, names: SecretNames | undefined): readonly string[] {
  const secret = names?.secret ?? '';
  const from = `(scheme \`${commentText(scheme.name, 50).replaceAll('`', "'")}\`)`;
  const about = commentText(scheme.description ?? '', 110).replace(/^(?=.)/, '  ');
  const said = (what: string, ...more: readonly string[]) =>
    [`- ${what} ${from}.`, about, ...more].filter((line) => line !== '');
  if (scheme.kind === 'basic') return said(`\`${names?.username}\`, \`${secret}\`: user name and password`);
  if (scheme.kind === 'bearer') return said(`\`${secret}\`: the token`);
  if (scheme.kind === 'apiKey') {
    const whole = scheme.in === 'header' && /authorization$/i.test(scheme.parameter);
    return said(
      `\`${secret}\`: the key`,
      ...(whole ? ['  The header whole, such as `Bearer …`.'] : []),
      ...(scheme.in === 'query' ? ['  It is sent in the URL, which servers and proxies on the way may log.'] : []),
    );
  }
  return said(
    `\`${secret}\`: an access token of the API itself, the same for every caller`,
    '  To act as each caller instead, see `tokenExchange` and `upstreamToken` of mcp-rest-proxy, or `forwardToken` for',
    '  an API that accepts the tokens of this server.',
  );
}

function credentialFunction(
  schemes: readonly ImportedScheme[],
  names: ReadonlyMap<string, SecretNames>,
  call: Call,
): Piece {
  const { text, uses } = expression(schemes, call, 'environment', { indent: '  ', before: 'return ', after: ';' });
  const doc = commentBlock(
    [
      'What the API asks its callers for, from the environment:',
      ...schemes.flatMap((scheme) => adviceFor(scheme, names.get(scheme.name))),
      '',
      '@throws Error that names the variable that is not set.',
    ],
    0,
  );
  const head = 'export function credential(environment: NodeJS.ProcessEnv = process.env): Credential {';
  return block('credential', `${doc}\n${head}\n${text}\n}`, ['Credential', ...uses]);
}

function variableName(schemes: readonly ImportedScheme[], taken: Set<string>): string {
  const words = schemes.flatMap(({ name }) => wordsOf(name)).slice(0, 6);
  const camel = words
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
  const base = /^[a-z]/.test(camel) ? camel : `scheme${camel}`;
  let name = `${base}Credential`;
  for (let count = 2; taken.has(name); count += 1) name = `${base}Credential${count}`;
  taken.add(name);
  return name;
}

function otherCredential(
  name: string,
  schemes: readonly ImportedScheme[],
  names: ReadonlyMap<string, SecretNames>,
  call: Call,
): Piece {
  const layout = { indent: '', before: `const ${name} = atFirstCall(() => `, after: ');' };
  const oneLine = expression(schemes, call, 'process.env', { ...layout });
  const text = oneLine.text.includes('\n')
    ? `const ${name} = atFirstCall(() =>\n${expression(schemes, call, 'process.env', { indent: '  ', before: '', after: ',' }).text}\n);`
    : oneLine.text;
  const advice = schemes.flatMap((scheme) => adviceFor(scheme, names.get(scheme.name)));
  return block(
    name,
    `${commentBlock(['For endpoints that ask for something else, from the environment:', ...advice], 0)}\n${text}`,
    oneLine.uses,
  );
}

function helpers(schemes: readonly ImportedScheme[], lazy: boolean): readonly Piece[] {
  if (schemes.length === 0) return [];
  const cookie = schemes.some((scheme) => scheme.kind === 'apiKey' && scheme.in === 'cookie');
  return [
    ...(lazy ? [block('atFirstCall', AT_FIRST_CALL, ['Credential'])] : []),
    ...(schemes.some(({ kind }) => kind === 'basic') ? [block('basic', BASIC, ['Credential'])] : []),
    ...(cookie ? [block('apiKeyCookie', COOKIE, ['Credential'])] : []),
    block('secret', SECRET, []),
  ];
}

function propertyPiece(value: string, uses: readonly string[]): Piece {
  return { name: 'credential', text: `credential: ${value}`, uses, mark: hashOf(canonicalCode(value)) };
}

interface OtherCredential {
  readonly name: string;
  readonly schemes: readonly ImportedScheme[];
}

function keyOf(schemes: readonly ImportedScheme[]): string {
  return JSON.stringify(schemes.map(({ name }) => name).sort());
}

/** Names every combination once. Sorted by schemes, so that their order does not hang on that of the endpoints. */
function nameOthers(all: readonly (readonly ImportedScheme[])[]): ReadonlyMap<string, OtherCredential> {
  const taken = new Set<string>();
  const found = new Map(all.filter((schemes) => schemes.length > 0).map((schemes) => [keyOf(schemes), schemes]));
  const sorted = [...found].sort(([left], [right]) => compareText(left, right));
  return new Map(sorted.map(([key, schemes]) => [key, { name: variableName(schemes, taken), schemes }]));
}

/** Turns the security schemes that endpoints need into credentials that take their secrets from the environment. */
export function credentialPieces(imported: ImportedMap): CredentialPieces {
  const { usual, otherwise, notes } = chooseSecurity(imported);
  const others = nameOthers(imported.endpoints.map((endpoint) => otherwise(endpoint) ?? []));
  const used = [...new Set([...(usual ?? []), ...[...others.values()].flatMap(({ schemes }) => schemes)])];
  const names = environmentNames(imported.title, used);
  const call = schemeCall(names);
  return {
    blocks: [
      ...(usual ? [credentialFunction(usual, names, call)] : []),
      ...[...others.values()].map(({ name, schemes }) => otherCredential(name, schemes, names, call)),
      ...helpers(used, others.size > 0),
    ],
    propertyOf: (endpoint) => {
      const schemes = otherwise(endpoint);
      if (schemes === undefined) return undefined;
      if (schemes.length === 0) return propertyPiece('noCredential()', ['noCredential']);
      const other = others.get(keyOf(schemes));
      return other && propertyPiece(other.name, []);
    },
    notes,
  };
}
