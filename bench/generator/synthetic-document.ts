type Json = Record<string, unknown>;

/** Schemas, shared by the operations of one resource, as in documents of people. */
function schemasOf(resource: string): Json {
  return {
    [resource]: {
      type: 'object',
      required: ['id', 'name', 'status'],
      properties: {
        id: { type: 'string', format: 'uuid', description: `Identifier of the ${resource}.` },
        name: { type: 'string', minLength: 1, maxLength: 200, description: 'What people call it.' },
        status: { type: 'string', enum: ['draft', 'active', 'archived'] },
        amount: { type: 'number', minimum: 0 },
        tags: { type: 'array', items: { type: 'string' }, maxItems: 20 },
        owner: { $ref: '#/components/schemas/Person' },
        parent: { $ref: `#/components/schemas/${resource}` },
        createdAt: { type: 'string', format: 'date-time' },
      },
    },
    [`${resource}List`]: {
      type: 'object',
      required: ['items'],
      properties: {
        items: { type: 'array', items: { $ref: `#/components/schemas/${resource}` } },
        next: { type: 'string', nullable: true },
      },
    },
  };
}

function answer(schema: string): Json {
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } };
  return { 200: { description: 'As asked.', content } };
}

function pathsOf(resource: string): Json {
  const path = `/${resource.toLowerCase()}`;
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' }, description: 'Which one.' };
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/${resource}` } } };
  const list = [
    { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
    { name: 'status', in: 'query', schema: { type: 'array', items: { enum: ['draft', 'active', 'archived'] } } },
  ];
  const operation = (verb: string, rest: Json): Json => ({
    operationId: `${verb}${resource}`,
    summary: `${verb} ${resource}`,
    description: `Does what ${verb} says with every ${resource} that fits.`,
    tags: [resource],
    responses: answer(resource),
    ...rest,
  });
  return {
    [path]: {
      get: operation('list', { parameters: list, responses: answer(`${resource}List`) }),
      post: operation('create', { requestBody: { required: true, content } }),
    },
    [`${path}/{id}`]: {
      parameters: [id],
      get: operation('get', {}),
      patch: operation('update', { requestBody: { required: true, content } }),
      delete: operation('delete', { responses: { 204: { description: 'Gone.' } } }),
    },
  };
}

/** An OpenAPI 3.0 document of `operations` operations, a multiple of five: five to a resource. */
export function syntheticDocument(operations: number): Json {
  if (operations % 5 !== 0) throw new RangeError(`${operations} operations are no multiple of five.`);
  const resources = Array.from({ length: operations / 5 }, (_, index) => `Resource${index + 1}`);
  const person = { type: 'object', properties: { name: { type: 'string' }, email: { type: 'string' } } };
  return {
    openapi: '3.0.3',
    info: { title: 'Synthetic', version: '1.0.0' },
    servers: [{ url: 'https://api.example.com' }],
    paths: Object.assign({}, ...resources.map(pathsOf)),
    components: { schemas: Object.assign({ Person: person }, ...resources.map(schemasOf)) },
  };
}
