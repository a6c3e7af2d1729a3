import { type CallInfo, CallError, defineEndpoint, defineEndpoints, noCredential } from 'mcp-rest-proxy';
import { z } from 'zod';

const page = z.object({
  limit: z.number().int().min(1).max(100).default(20).describe('Notes on one page.'),
  search: z
    .string()
    .transform((text) => text.trim().toLowerCase())
    .optional(),
});

const span = z
  .object({ from: z.string(), to: z.string() })
  .refine(({ from, to }) => from <= to, { message: 'from must not be after to' });

function refuseEmpty(text: string, call: CallInfo): void {
  if (text !== '') return;
  throw new CallError({
    code: 'empty_note',
    message: `${call.tool} needs some text.`,
    retryable: false,
    outcome: 'not_sent',
  });
}

/** Endpoints with code of every kind. */
export const notes = defineEndpoints({
  list_notes: { method: 'GET', path: '/notes', description: 'List notes.', query: page, response: z.array(z.string()) },
  add_note: defineEndpoint({
    method: 'POST',
    path: '/notes',
    description: 'Add a note.',
    body: z.object({ text: z.string(), tags: z.array(z.string()).default([]) }),
    request: (request, call) => {
      refuseEmpty(call.arguments.text, call);
      return { ...request, headers: { ...request.headers, 'x-tags': String(call.arguments.tags.length) } };
    },
    format: (reply) => ({ content: [{ type: 'text', text: `Added (${reply.status}).` }] }),
    mapError: (failure) => ({ ...failure, hint: 'Notes are short.' }),
    timeout: 5000,
  }),
  search_span: { method: 'POST', path: '/spans', description: 'Search a span of time.', body: z.object({ span }) },
  put_names: {
    method: 'PUT',
    path: '/names/{id}',
    description: 'Replace names.',
    params: z.object({ id: z.coerce.string() }),
    body: z.array(z.string().min(1)).optional(),
  },
  health: {
    method: 'GET',
    path: '/health',
    description: 'Check health.',
    response: { type: 'object', properties: { ok: { type: 'boolean' } } },
    credential: noCredential(),
  },
});
