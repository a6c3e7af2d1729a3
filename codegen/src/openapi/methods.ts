/** Methods of a path item, in the order in which they are read. */
export const METHODS = ['get', 'head', 'options', 'post', 'put', 'patch', 'delete'] as const;

export type Method = (typeof METHODS)[number];

/** Upper case, as endpoints have it. */
export type WireMethod = Uppercase<Method>;

export function wireMethod(method: Method): WireMethod {
  return method.toUpperCase() as WireMethod;
}

/** Methods that OpenAPI knows and no tool can use. */
export const OTHER_METHODS = ['trace', 'query', 'connect'];
