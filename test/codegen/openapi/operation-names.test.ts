import test from 'ava';
import fc from 'fast-check';
import { nameOperations } from '../../../codegen/src/openapi/operation-names.js';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';

function item(method: Method, path: string, operationId?: string, name?: string) {
  return { method, path, operationId, hints: name === undefined ? {} : { name } };
}

function namesOf(items: ReturnType<typeof item>[], naming: 'operationId' | 'path' = 'operationId'): string[] {
  const names = nameOperations(items, naming);
  return items.map((one) => names.get(one) ?? '');
}

test('an operationId becomes words', (t) => {
  const ids = ['listForOrg', 'repos/list-for-org2', 'getHTTPStatus', 'Users.find_One', 'OAuth2Token', 'Größe ändern'];
  t.deepEqual(namesOf(ids.map((id, index) => item('GET', `/${index}`, id))), [
    'list_for_org',
    'repos_list_for_org2',
    'get_http_status',
    'users_find_one',
    'oauth2_token',
    'gro_e_andern',
  ]);
});

test('without one, method and path make the name', (t) => {
  const cases: [Method, string, string][] = [
    ['GET', '/users', 'list_users'],
    ['GET', '/users/{id}', 'get_user'],
    ['GET', '/users/{id}/orders', 'list_user_orders'],
    ['GET', '/users/{id}/profile', 'get_user_profile'],
    ['POST', '/v1/orders', 'create_order'],
    ['POST', '/orders/{id}/cancel', 'post_order_cancel'],
    ['PUT', '/categories/{id}', 'replace_category'],
    ['PATCH', '/api/v2/addresses/{id}', 'update_address'],
    ['DELETE', '/boxes/{id}', 'delete_box'],
    ['HEAD', '/files/{id}', 'check_file'],
    ['GET', '/', 'get_root'],
  ];
  for (const [method, path, expected] of cases) t.deepEqual(namesOf([item(method, path)]), [expected], path);
  t.deepEqual(namesOf([item('GET', '/users', 'whatever')], 'path'), ['list_users']);
});

test('operations of one name are told apart by their paths, x-mcp-name keeps its own', (t) => {
  t.deepEqual(namesOf([item('GET', '/a/items', 'list'), item('GET', '/b/items', 'list')]), [
    'list_a_items',
    'list_b_items',
  ]);
  t.deepEqual(namesOf([item('GET', '/v1/users'), item('GET', '/v2/users')]), ['list_users_v1', 'list_users_v2']);
  t.deepEqual(namesOf([item('GET', '/a', 'x'), item('GET', '/b', 'y', 'x')]), ['x_a', 'x']);
});

test('a long name ends at a word and in a hash', (t) => {
  const [name = ''] = namesOf([item('GET', '/x', 'VeryLong'.repeat(20))]);
  t.regex(name, /^(very_long_)+very_[0-9a-f]{6}$/);
  t.true(name.length <= 64);
});

test('no tool is called like a member of every object', (t) => {
  const ids = ['constructor', 'toString', '__proto__'];
  t.deepEqual(namesOf(ids.map((id, index) => item('GET', `/${index}`, id))), [
    'constructor_operation',
    'to_string',
    'proto',
  ]);
  t.deepEqual(namesOf([item('GET', '/a', 'a', 'hasOwnProperty')]), ['hasOwnProperty_operation']);
  t.deepEqual(namesOf([item('GET', '/a', 'constructor'), item('GET', '/b', 'constructor_operation')]).length, 2);
});

test('names are valid, unique and the same in any order', (t) => {
  const id = fc.option(
    fc.oneof(fc.constantFrom('list', '', '__proto__', 'constructor', 'a'.repeat(200)), fc.string()),
    {
      nil: undefined,
    },
  );
  const operation = fc.record({
    method: fc.constantFrom<Method>('GET', 'POST', 'DELETE'),
    path: fc.oneof(
      fc.constantFrom('/a', '/a/{b}', '/v1/a', '/', '/日本'),
      fc.string().map((text) => `/${text}`),
    ),
    id,
  });
  const operations = fc.uniqueArray(operation, { selector: ({ method, path }) => `${method} ${path}`, maxLength: 20 });
  fc.assert(
    fc.property(operations, (list) => {
      const items = list.map(({ method, path, id: operationId }) => item(method, path, operationId));
      const names = namesOf(items);
      t.is(new Set(names).size, items.length);
      for (const name of names) t.regex(name, /^(?!constructor$)[A-Za-z0-9_-]{1,64}$/);
      t.deepEqual(namesOf([...items].reverse()).reverse(), names);
    }),
  );
});
