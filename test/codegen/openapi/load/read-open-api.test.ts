import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { GenerateError } from '../../../../codegen/src/notes.js';
import { readOpenApi } from '../../../../codegen/src/openapi/load/read-open-api.js';

async function folderWith(t: ExecutionContext, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'openapi-'));
  t.teardown(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

async function serve(t: ExecutionContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function codesOf(t: ExecutionContext, work: Promise<unknown>): Promise<string[]> {
  const error = await t.throwsAsync(work, { instanceOf: GenerateError });
  return error?.notes.map(({ code }) => code) ?? [];
}

const YAML = `
openapi: 3.1.0
info: { title: Y, version: 1.2 }
paths:
  /orders:
    get:
      operationId: listOrders
`;

test('a file in YAML or JSON, by path or file URL', async (t) => {
  const json = JSON.stringify({ openapi: '3.0.0', info: {}, paths: { '/a': { get: {} } } });
  const folder = await folderWith(t, { 'api.yaml': YAML, 'api.json': `\ufeff${json}` });
  const yaml = await readOpenApi(join(folder, 'api.yaml'));
  t.is(yaml.version, '1.2');
  t.deepEqual(
    yaml.endpoints.map(({ name }) => name),
    ['list_orders'],
  );
  const read = await readOpenApi(pathToFileURL(join(folder, 'api.json')));
  t.deepEqual(
    read.endpoints.map(({ name }) => name),
    ['get_a'],
  );
});

test('mistakes in YAML are told with their line; a missing file by its path', async (t) => {
  const folder = await folderWith(t, {
    'twice.yaml': 'openapi: 3.0.0\nopenapi: 3.1.0\n',
    'bad.json': '{ "openapi": ',
    'bomb.yaml': `openapi: 3.0.0\na: &a [1,1,1,1,1,1,1,1,1,1]\n${'bcdefghi'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefghi'[index]}`).join(',')}]`)
      .join('\n')}\n`,
  });
  const error = await t.throwsAsync(readOpenApi(join(folder, 'twice.yaml')), { instanceOf: GenerateError });
  t.deepEqual(
    error?.notes.map(({ code, place }) => [code, place.slice(-5)]),
    [['duplicate-key', 'l:2:1']],
  );
  t.deepEqual(await codesOf(t, readOpenApi(join(folder, 'bomb.yaml'))), ['bad-syntax']);
  t.true((await codesOf(t, readOpenApi(join(folder, 'bad.json')))).includes('bad-syntax'));
  t.deepEqual(await codesOf(t, readOpenApi(join(folder, 'none.yaml'))), ['unreadable-file']);
  await t.throwsAsync(readOpenApi(join(folder, 'none.yaml')), { message: /cannot be read: there is no such file\./ });
});

test('a key that stands twice in JSON is told with its line, in a file that is referred to as well', async (t) => {
  const folder = await folderWith(t, {
    'api.json': '{\n  "openapi": "3.0.0",\n  "info": {},\n  "paths": { "/a": {},\n    "/a": {} }\n}',
    'whole.json': WITH_REFERENCE('part.json'),
    'part.json': '{ "get": {},\n\t"get": {} }',
  });
  const placesOf = async (name: string) => {
    const error = await t.throwsAsync(readOpenApi(join(folder, name)), { instanceOf: GenerateError });
    return error?.notes.map(({ code, place }) => [code, place.slice(place.lastIndexOf('/') + 1)]);
  };
  t.deepEqual(await placesOf('api.json'), [['duplicate-key', 'api.json:5:5']]);
  t.deepEqual(await placesOf('whole.json'), [['duplicate-key', 'part.json:2:2']]);
});

test('dates, sets and bytes of YAML are text', async (t) => {
  const day =
    '{ get: { parameters: [{ name: day, in: query, schema: { type: string, default: !!timestamp 2001-12-14 } }] } }';
  const folder = await folderWith(t, { 'api.yaml': `openapi: 3.1.0\ninfo: {}\npaths:\n  /a: ${day}\n` });
  const [first] = (await readOpenApi(join(folder, 'api.yaml'))).endpoints;
  t.like(first?.endpoint.query, { properties: { day: { default: '2001-12-14' } } });
});

test('an endpoint map in place of a document is told to be one', async (t) => {
  const folder = await folderWith(t, { 'map.yaml': 'endpoints: { a: { method: GET, path: /a } }\n' });
  const error = await t.throwsAsync(readOpenApi(join(folder, 'map.yaml')), { instanceOf: GenerateError });
  t.like(error?.notes, [{ code: 'not-openapi', message: 'It is an endpoint map, not an OpenAPI document.' }]);
});

const WITH_REFERENCE = (reference: string) =>
  JSON.stringify({ openapi: '3.0.0', info: {}, paths: { '/a': { $ref: reference } } });

test('files below the folder are taken in, others only when allowed', async (t) => {
  const pathItem = `
get:
  operationId: inside
  responses:
    200: { content: { application/json: { schema: { $ref: '../schemas.json#/Thing' } } } }
`;
  const folder = await folderWith(t, {
    'api/api.json': WITH_REFERENCE('paths/a.yaml'),
    'api/paths/a.yaml': pathItem,
    'api/schemas.json': JSON.stringify({ Thing: { type: 'object', properties: { next: { $ref: '#/Thing' } } } }),
    'api/escape.json': WITH_REFERENCE('../secret.yaml'),
    'secret.yaml': 'get: { operationId: secret }',
  });
  const map = await readOpenApi(join(folder, 'api/api.json'));
  t.deepEqual(
    map.endpoints.map(({ name }) => name),
    ['inside'],
  );
  t.deepEqual(map.notes, []);
  t.deepEqual(
    map.files?.map((file) => file.slice(folder.length + 1)),
    ['api/api.json', 'api/paths/a.yaml', 'api/schemas.json'],
  );
  const outside = join(folder, 'api/escape.json');
  t.deepEqual(await codesOf(t, readOpenApi(outside)), ['reference-refused']);
  const allowed = await readOpenApi(outside, { allowOutsideFiles: true });
  t.deepEqual(
    allowed.endpoints.map(({ name }) => name),
    ['secret'],
  );
});

test('a document from the web refers to its own origin only, and no file to the web', async (t) => {
  const asked: string[] = [];
  const other = await serve(t, (request, response) => {
    asked.push(`other ${request.url}`);
    response.end('{}');
  });
  const origin = await serve(t, (request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/api.json') response.end(WITH_REFERENCE('/a.json'));
    else if (request.url === '/a.json') response.end('{"get":{"operationId":"a"}}');
    else if (request.url === '/other.json') response.end(WITH_REFERENCE(`${other}/x.json`));
    else if (request.url === '/file.json') response.end(WITH_REFERENCE('file:///etc/hostname'));
    else if (request.url === '/redirected.json') response.end(WITH_REFERENCE('/away'));
    else response.writeHead(302, { location: `${other}/away` }).end();
  });
  const map = await readOpenApi(`${origin}/api.json`);
  t.deepEqual(
    map.endpoints.map(({ name }) => name),
    ['a'],
  );
  t.deepEqual(map.servers, [{ url: origin, variables: [] }]);
  for (const name of ['other', 'file', 'redirected']) {
    t.deepEqual(await codesOf(t, readOpenApi(`${origin}/${name}.json`)), ['reference-refused'], name);
  }
  const folder = await folderWith(t, { 'api.json': WITH_REFERENCE(`${other}/x.json`) });
  t.deepEqual(await codesOf(t, readOpenApi(join(folder, 'api.json'))), ['reference-refused']);
  t.deepEqual(
    asked.filter((url) => url.startsWith('other')),
    [],
  );
});

test('credentials of a URL are sent to its origin and shown nowhere', async (t) => {
  const seen: (string | undefined)[] = [];
  const origin = await serve(t, (request, response) => {
    seen.push(request.headers.authorization);
    if (request.url === '/moved') response.writeHead(301, { location: '/api.yaml?token=secret' }).end();
    else if (request.url?.startsWith('/api')) response.end(YAML.replace('/orders', '/a//b'));
    else response.writeHead(404).end();
  });
  const withUser = origin.replace('//', '//user:pass@');
  const map = await readOpenApi(new URL(`${withUser}/moved`));
  const basic = `Basic ${Buffer.from('user:pass').toString('base64')}`;
  t.deepEqual(seen, [basic, basic]);
  t.is(map.notes[0]?.place, `${origin}/api.yaml#/paths/~1a~1~1b/get`);
  const error = await t.throwsAsync(readOpenApi(`${withUser}/none?token=secret`), { instanceOf: GenerateError });
  t.false(/pass|secret/.test(error?.message ?? 'pass'));
});

test('redirects end, and so do documents without end', async (t) => {
  const origin = await serve(t, (request, response) => {
    if (request.url === '/round') {
      response.writeHead(302, { location: '/round' }).end();
      return;
    }
    const chunk = Buffer.alloc(4 * 1024 * 1024, ' ');
    const more = (): void => {
      if (!response.destroyed) response.write(chunk, more);
    };
    more();
  });
  t.deepEqual(await codesOf(t, readOpenApi(`${origin}/round`)), ['unreadable-url']);
  t.deepEqual(await codesOf(t, readOpenApi(`${origin}/endless`)), ['document-too-large']);
});
