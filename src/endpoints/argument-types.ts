import type { CallInfo, Endpoint } from './endpoint.js';
import type { JsonSchema, Schema } from './schema.js';

type Loose = Readonly<Record<string, unknown>>;

type SchemaOutput<S> = S extends { readonly '~standard': { readonly types?: infer Types } }
  ? NonNullable<Types> extends { readonly output: infer Output }
    ? Output
    : unknown
  : unknown;

type UnionToIntersection<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void
  ? I
  : never;

type IsUnion<T> = [T] extends [UnionToIntersection<T>] ? false : true;

type IsFlat<T> = T extends readonly unknown[]
  ? false
  : T extends object
    ? IsUnion<T> extends true
      ? false
      : string extends keyof T
        ? false
        : true
    : false;

type ObjectArguments<S> = [S] extends [undefined]
  ? unknown
  : S extends { readonly '~standard': unknown }
    ? SchemaOutput<S>
    : Loose;

type BodyArguments<S> = [S] extends [undefined]
  ? unknown
  : S extends { readonly '~standard': unknown }
    ? IsFlat<SchemaOutput<S>> extends true
      ? SchemaOutput<S>
      : { readonly body: SchemaOutput<S> }
    : Loose;

/**
 * Arguments of an endpoint as its hooks see them: validated, by argument name. Those of a body that may be left out may
 * be missing.
 */
export type EndpointArguments<Params, Query, Headers, Body, OptionalBody = false> = Loose &
  ObjectArguments<Params> &
  ObjectArguments<Query> &
  ObjectArguments<Headers> &
  (true extends OptionalBody ? Partial<BodyArguments<Body>> : BodyArguments<Body>);

type Hooks = 'request' | 'format' | 'mapError';
type Typed = 'path' | 'params' | 'query' | 'headers' | 'body' | 'optionalBody';
type Hook<Name extends Hooks, Arguments> =
  NonNullable<Endpoint[Name]> extends (subject: infer Subject, call: CallInfo) => infer Result
    ? (subject: Subject, call: CallInfo<Arguments>) => Result
    : never;

/** An endpoint whose hooks know the types of its arguments. */
export interface TypedEndpoint<Path, Params, Query, Headers, Body, OptionalBody> extends Omit<Endpoint, Hooks | Typed> {
  readonly path: Path;
  readonly params?: Params;
  readonly query?: Query;
  readonly headers?: Headers;
  readonly body?: Body;
  readonly optionalBody?: OptionalBody;
  readonly request?: Hook<'request', EndpointArguments<Params, Query, Headers, Body, OptionalBody>>;
  readonly format?: Hook<'format', EndpointArguments<Params, Query, Headers, Body, OptionalBody>>;
  readonly mapError?: Hook<'mapError', EndpointArguments<Params, Query, Headers, Body, OptionalBody>>;
}

/** An endpoint as it goes into a map: hooks take any arguments, path and params keep their types. */
export type DefinedEndpoint<Path extends string, Params> = Omit<Endpoint, 'path' | 'params'> & {
  readonly path: Path;
} & ([Params] extends [undefined] ? unknown : { readonly params: Params & (Schema | JsonSchema) });
