import test from 'ava';
import fc from 'fast-check';
import type { ToolDefinition } from 'mcp-rest-proxy';
import { LIMITS } from '../../../codegen/src/stats/advise.js';
import { computeStats } from '../../../codegen/src/stats/stats.js';

function tool(name: string, change: Partial<ToolDefinition> = {}): ToolDefinition {
  return {
    name,
    description: 'Fetch one order by its id.',
    inputSchema: { type: 'object', properties: { id: { type: 'string' } }, additionalProperties: false },
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
    scopes: ['hidden'],
    ...change,
  };
}

const codes = (tools: readonly ToolDefinition[]) =>
  computeStats(tools).advice.map(({ code, tool: name }) => (name ? `${name} ${code}` : code));

test('a tool weighs what clients are told of it: UTF-8 bytes, and a quarter of its characters as tokens', (t) => {
  const { scopes, ...shown } = tool('é');
  const text = JSON.stringify(shown);
  const { tools, total } = computeStats([tool('é')]);
  t.like(tools[0], { name: 'é', bytes: text.length + 1, tokens: Math.ceil(text.length / 4), arguments: 1 });
  t.is(total.bytes, JSON.stringify({ tools: [shown] }).length + 1);
});

test('the heaviest come first, and the whole is as heavy as its parts', (t) => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 200 }), { maxLength: 20 }), (descriptions) => {
      const { tools, total } = computeStats(
        descriptions.map((description, index) => tool(`t${index}`, { description })),
      );
      const weights = tools.map(({ bytes }) => bytes);
      const frame = '{"tools":[]}'.length + Math.max(0, tools.length - 1);
      if (weights.some((weight, index) => index > 0 && weight > (weights[index - 1] ?? 0)))
        throw new Error('not sorted');
      if (total.bytes !== weights.reduce((sum, weight) => sum + weight, frame)) throw new Error('not the sum');
    }),
  );
  t.pass();
});

test('there is no advice where nothing is wrong', (t) => {
  t.deepEqual(codes([tool('a'), tool('b')]), []);
});

test('advice: many tools, long and short descriptions, huge enums, deep schemas, texts that repeat', (t) => {
  const many = Array.from({ length: LIMITS.tools + 1 }, (_, index) => tool(`t${index}`));
  t.deepEqual(codes(many), ['many-tools']);
  t.deepEqual(codes([tool('a', { description: 'x'.repeat(LIMITS.description + 1) })]), ['a long-description']);
  t.deepEqual(codes([tool('a', { description: 'Get.' })]), ['a short-description']);
  const values = Array.from({ length: LIMITS.enumValues + 1 }, (_, index) => `v${index}`);
  t.deepEqual(codes([tool('a', { inputSchema: { type: 'object', properties: { e: { enum: values } } } })]), [
    'a huge-enum',
  ]);
  const deep = Array.from({ length: LIMITS.depth + 1 }).reduce<object>(
    (inner) => ({ type: 'object', properties: { x: inner } }),
    {},
  );
  t.deepEqual(codes([tool('a', { inputSchema: { ...deep } })]), ['a deep-schema']);
  const text = 'The same words over and over. '.repeat(5);
  t.deepEqual(codes(['a', 'b', 'c'].map((name) => tool(name, { description: text }))), ['duplicate-text']);
  const args = Object.fromEntries(Array.from({ length: LIMITS.arguments + 1 }, (_, index) => [`a${index}`, {}]));
  t.deepEqual(codes([tool('a', { inputSchema: { type: 'object', properties: args } })]), ['a many-arguments']);
});
