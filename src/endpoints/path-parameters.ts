import type { Endpoint } from './endpoint.js';
import type { Schema } from './schema.js';

/** Names in the braces of a path template; `never` for a path without any. */
export type PathParameters<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathParameters<Rest>
  : never;

/** An object without properties may be typed as `Record<string, never>`. */
type KeysOf<Value> = unknown extends Value
  ? string
  : string extends keyof Value
    ? [Value[keyof Value]] extends [never]
      ? never
      : string
    : keyof Value & string;

/** Property names of an object schema; `string` when the type does not tell. */
export type SchemaKeys<S> = S extends { readonly '~standard': { readonly types?: infer Types } }
  ? NonNullable<Types> extends { readonly input: infer Input }
    ? KeysOf<Input>
    : string
  : S extends { readonly properties: infer Properties }
    ? KeysOf<Properties>
    : string;

type CompareParameters<InPath extends string, InParams extends string> = string extends InParams
  ? unknown
  : [Exclude<InPath, InParams>] extends [never]
    ? [Exclude<InParams, InPath>] extends [never]
      ? unknown
      : { readonly params: `"${Exclude<InParams, InPath>}" is not in the path` }
    : { readonly params: `path parameter "${Exclude<InPath, InParams>}" is missing from params` };

type CheckedParameters<Path extends string, E> = string extends Path
  ? unknown
  : E extends { readonly params: infer Params }
    ? CompareParameters<PathParameters<Path>, SchemaKeys<Params>>
    : [PathParameters<Path>] extends [never]
      ? unknown
      : { readonly params: Schema };

/** What an endpoint must also satisfy: `params` has exactly the names in `path`, and no key is misspelt. */
export type CheckedEndpoint<E> = (E extends { readonly path: infer Path extends string }
  ? CheckedParameters<Path, E>
  : unknown) & { readonly [Unknown in Exclude<keyof E, keyof Endpoint>]?: never };

/** `CheckedEndpoint` for every endpoint of a map. */
export type CheckedEndpoints<Map> = { readonly [Name in keyof Map]: CheckedEndpoint<Map[Name]> };
