import test from 'ava';
import fc from 'fast-check';
import { tenantClaim, tenantRules } from '../../src/auth/tenant.js';
import { ConfigurationError } from '../../src/errors.js';

test('T077: a tenant is a short text of letters, digits, - and _, and nothing else', (t) => {
  const rules = tenantRules();
  for (const name of ['a', 'tenant-1', 'Tenant_B', 'x'.repeat(128)]) t.is(rules.problem(name), undefined, name);
  const wrong = [undefined, null, '', 'x'.repeat(129), 'a b', 'a/b', 'a\n', '\na', 'é', 'a\u0000', '..', 7, true];
  for (const name of [...wrong, ['a'], { toString: () => 'a' }, new String('a')]) {
    t.false(rules.accepts(name), JSON.stringify(name));
  }
});

test('T077: what is wrong is said without showing the name', (t) => {
  const rules = tenantRules({ separator: '_' });
  t.is(rules.problem(undefined), 'There is no tenant.');
  t.is(rules.problem({ canary: 1 }), 'The tenant is not a text.');
  t.is(rules.problem('x'.repeat(200)), 'The tenant is longer than 128 characters.');
  t.is(rules.problem('canary canary'), 'The tenant has characters that are not allowed.');
  t.is(rules.problem('canary_b'), 'The tenant contains "_", which the backend puts between tenant and name.');
});

for (const separator of ['_', '__', '_-']) {
  test(`T077: two tenants never make the same name under the separator ${separator}`, (t) => {
    const rules = tenantRules({ separator });
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '_', '-'), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(name, name, name, name, (one, graph, other, otherGraph) => {
        fc.pre(one !== other && rules.accepts(one) && rules.accepts(other));
        return one + separator + graph !== other + separator + otherGraph;
      }),
      { numRuns: 5000 },
    );
    t.false(rules.accepts(`a${separator}b`));
  });
}

test('T077: a pattern of your own is held against the whole name, whatever its flags', (t) => {
  const rules = tenantRules({ pattern: /[a-z]+|\d{3}/gmy, maxLength: 5 });
  for (const name of ['abc', 'abc', '123']) t.true(rules.accepts(name), name);
  for (const name of ['ab1', '1234', 'a\nb', 'ABC', 'abcdef']) t.false(rules.accepts(name), name);
  t.true(tenantRules({ pattern: /[a-z]+/i }).accepts('ABC'));
});

test('rules that make no sense are refused together', (t) => {
  const pattern = 'a+' as unknown as RegExp;
  const error = t.throws(() => tenantRules({ pattern, maxLength: 0, separator: '' }), {
    instanceOf: ConfigurationError,
  });
  t.deepEqual(
    error?.problems.map(({ place }) => place),
    ['tenants.pattern', 'tenants.maxLength', 'tenants.separator'],
  );
});

test('T077: a claim is never taken from the prototype', (t) => {
  t.is(tenantClaim({ tenant_id: 'a' }, 'tenant_id'), 'a');
  t.is(tenantClaim({}, 'constructor'), undefined);
  t.is(tenantClaim(JSON.parse('{"__proto__":"a"}'), '__proto__'), 'a');
});
