import test from 'ava';
import { expectTypeOf } from 'expect-type';
import type { ToolSet } from 'mcp-rest-proxy';
import type { TypedToolResult } from 'mcp-rest-proxy/generated';
import type {
  AddNoteArgs,
  ListNotesArgs,
  ListNotesResult,
  PutNamesArgs,
} from '../../golden/emit/code/generated/index.js';
import { health, listNotes } from '../../golden/emit/code/generated/index.js';
import type { HostileSchemaArgs } from '../../golden/emit/hostile/generated/index.js';
import type { EverythingArgs, WholeListArgs, WholeTreeArgs } from '../../golden/emit/language/generated/index.js';
import type {
  CallDeleteArgs,
  CreateOrderArgs,
  CreateOrderResult,
  Customer,
  GetOrderArgs,
  Line,
  ListOrdersArgs,
  Order,
} from '../../golden/emit/orders/generated/index.js';
import { type createTools, getOrder } from '../../golden/emit/orders/generated/index.js';

test('arguments: required, optional, with defaults, none', (t) => {
  expectTypeOf<GetOrderArgs>().toEqualTypeOf<{ orderId: string }>();
  expectTypeOf<ListOrdersArgs>().toEqualTypeOf<{
    status?: ('open' | 'paid' | 'shipped' | 'cancelled')[];
    limit?: number;
    before?: string;
  }>();
  expectTypeOf<CallDeleteArgs>().toEqualTypeOf<Record<string, never>>();
  expectTypeOf<{ limit: undefined }>().not.toExtend<ListOrdersArgs>();
  t.pass();
});

test('shared definitions are one type for arguments and results', (t) => {
  expectTypeOf<CreateOrderArgs['customer']>().toEqualTypeOf<CreateOrderResult['customer']>();
  expectTypeOf<Customer>().toEqualTypeOf<{ kind: 'person'; name: string } | { kind: 'company'; vatId: string }>();
  t.pass();
});

test('definitions that contain themselves are recursive types', (t) => {
  expectTypeOf<Line>().toEqualTypeOf<{ sku: string; quantity?: number; parts?: Line[] }>();
  expectTypeOf<Order['note']>().toEqualTypeOf<string | null | undefined>();
  expectTypeOf<WholeTreeArgs['body']>().toBeUnknown();
  t.pass();
});

test('tuples, maps, unions, intersections, constants and what never fits', (t) => {
  expectTypeOf<EverythingArgs['point']>().toEqualTypeOf<[number, number?] | undefined>();
  expectTypeOf<EverythingArgs['labels']>().toEqualTypeOf<{ [key: string]: string } | undefined>();
  expectTypeOf<EverythingArgs['mixed']>().toEqualTypeOf<string | (string | null)[] | undefined>();
  expectTypeOf<NonNullable<EverythingArgs['both']>>().branded.toEqualTypeOf<{ a: string; b?: 'b' }>();
  expectTypeOf<EverythingArgs['nothing']>().toEqualTypeOf<undefined>();
  expectTypeOf<EverythingArgs['anything']>().toBeUnknown();
  expectTypeOf<EverythingArgs['thing']>().toEqualTypeOf<string | number>();
  expectTypeOf<EverythingArgs['quoted-name']>().toEqualTypeOf<number | undefined>();
  expectTypeOf<WholeListArgs>().toEqualTypeOf<{ body: string[] }>();
  t.pass();
});

test('arguments filled from the principal are no part of the type', (t) => {
  expectTypeOf<keyof EverythingArgs & ('tenant' | 'owner')>().toEqualTypeOf<never>();
  t.pass();
});

test('arguments of Standard Schemas are their input', (t) => {
  expectTypeOf<ListNotesArgs>().toEqualTypeOf<{ limit?: number; search?: string }>();
  expectTypeOf<AddNoteArgs>().toEqualTypeOf<{ text: string; tags?: string[] }>();
  expectTypeOf<PutNamesArgs>().toEqualTypeOf<{ id: string; body?: string[] }>();
  t.pass();
});

test('definitions named as global types do not shadow them', (t) => {
  expectTypeOf<HostileSchemaArgs['array']>().toEqualTypeOf<string[] | undefined>();
  t.pass();
});

test('handlers know arguments and results', (t) => {
  expectTypeOf(getOrder).parameter(0).toEqualTypeOf<ToolSet>();
  expectTypeOf(getOrder).parameter(1).toEqualTypeOf<GetOrderArgs>();
  expectTypeOf(listNotes).returns.resolves.toEqualTypeOf<TypedToolResult<ListNotesResult>>();
  expectTypeOf(health)
    .returns.resolves.toHaveProperty('structuredContent')
    .toEqualTypeOf<{ ok?: boolean } | undefined>();
  expectTypeOf<Parameters<typeof createTools>[0]>().not.toHaveProperty('outputMismatch');
  t.pass();
});
