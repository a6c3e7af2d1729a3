import test from 'ava';
import { useTenantStack } from '../helpers/tenant-stack.js';
import { checkIsolation } from './isolation.js';
import { checkAudiences, checkNames, checkOwnGraphs } from './tenant-checks.js';

const stack = useTenantStack(test, { dialect: 'documented', accessTokens: 'opaque' });

test.serial('T115: a thousand hostile calls of two tenants at once tell neither anything of the other', async (t) => {
  t.timeout(110_000);
  await checkIsolation(t, stack(), 1_000);
});

test.serial('T115: two tenants use one name for a graph, and each has its own', (t) => checkOwnGraphs(t, stack()));

test.serial('T115: results and errors name graphs as the tenant knows them', (t) => checkNames(t, stack()));

test.serial('T129: the backend refuses the token of a client, and the proxy the token for the backend', (t) =>
  checkAudiences(t, stack()),
);
