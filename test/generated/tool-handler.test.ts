import test from 'ava';
import { expectTypeOf } from 'expect-type';
import { UnknownToolError } from '../../src/errors.js';
import { type ToolHandler, type TypedToolResult, toolHandler } from '../../src/generated/tool-handler.js';
import type { ToolCallContext } from '../../src/tools/tool-set.js';
import { handMadeToolSet, principal, text } from '../helpers/tool-set.js';

interface Args {
  readonly id: string;
}
interface Order {
  readonly total: number;
}

const getOrder = toolHandler<Args, Order>('get_order');

test('a handler calls its tool as the process itself, with every scope', async (t) => {
  const seen: [unknown, ToolCallContext][] = [];
  const tools = handMadeToolSet({
    get_order: {
      scopes: ['orders:read'],
      run: (args, context) => {
        seen.push([args, context]);
        return { ...text('ok'), structuredContent: { total: 3 } };
      },
    },
  });
  const result = await getOrder(tools, { id: 'a' });
  t.is(result.structuredContent?.total, 3);
  t.deepEqual(seen[0]?.[0], { id: 'a' });
  t.like(seen[0]?.[1].principal, { subject: 'local', issuer: 'process', scopes: 'all' });
  t.false(seen[0]?.[1].signal.aborted);
});

test('a handler passes on who is calling, and how to stop', async (t) => {
  const { signal } = new AbortController();
  const progress = (): void => {};
  const seen: ToolCallContext[] = [];
  const tools = handMadeToolSet({
    get_order: {
      run: (_args, context) => {
        seen.push(context);
        return text('ok');
      },
    },
  });
  await getOrder(tools, { id: 'a' }, { principal: principal('bob'), signal, progress });
  t.is(seen[0]?.principal.subject, 'bob');
  t.is(seen[0]?.signal, signal);
  t.is(seen[0]?.progress, progress);
});

test('a handler of a tool that the principal may not see says that there is none', async (t) => {
  const tools = handMadeToolSet({ get_order: { scopes: ['orders:read'] } });
  const context = { principal: principal('bob', []) };
  await t.throwsAsync(getOrder(tools, { id: 'a' }, context), { instanceOf: UnknownToolError });
});

test('a handler is typed', (t) => {
  expectTypeOf(getOrder).toEqualTypeOf<ToolHandler<Args, Order>>();
  expectTypeOf(getOrder).parameter(1).toEqualTypeOf<Args>();
  expectTypeOf(getOrder).returns.resolves.toEqualTypeOf<TypedToolResult<Order>>();
  expectTypeOf<TypedToolResult<Order>['structuredContent']>().toEqualTypeOf<Order | undefined>();
  expectTypeOf(toolHandler<Args>('a')).returns.resolves.toHaveProperty('structuredContent').toBeUnknown();
  t.pass();
});
