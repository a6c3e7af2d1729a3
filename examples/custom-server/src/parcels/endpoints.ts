import { defineEndpoint, defineEndpoints } from 'mcp-rest-proxy';
import { z } from 'zod';

const parcelId = z
  .string()
  .regex(/^[Pp]-\d{4}$/)
  .transform((id) => id.toUpperCase())
  .describe('Such as P-0001.');

const parcel = z.object({
  id: z.string(),
  to: z.string(),
  depot: z.string(),
  grams: z.number().int(),
  events: z.array(z.object({ at: z.string(), what: z.string() })),
});

const days = z
  .object({
    from: z.iso.date().describe('First day.'),
    to: z.iso.date().describe('Last day.'),
    town: z
      .string()
      .transform((town) => town.trim().toLowerCase())
      .optional(),
  })
  .refine(({ from, to }) => from <= to, { message: 'from must not be after to', path: ['from'] });

/** What JSON Schema cannot say (transforms, refinements, a format) stays here; the generated tools call it. */
export const parcels = defineEndpoints({
  find_parcels: {
    method: 'GET',
    path: '/parcels',
    description: 'Find parcels that were handed in between two days.',
    query: days,
    response: z.array(parcel),
  },
  track_parcel: defineEndpoint({
    method: 'GET',
    path: '/parcels/{id}',
    description: 'Tell where a parcel is, and where it has been.',
    params: z.object({ id: parcelId }),
    response: parcel,
    format: ({ body }) => {
      const found = parcel.parse(body);
      const lines = found.events.map(({ at, what }) => `${at.slice(0, 10)}  ${what}`);
      return {
        content: [{ type: 'text', text: [`${found.id} to ${found.to}`, ...lines].join('\n') }],
        structuredContent: found,
      };
    },
  }),
  send_parcel: {
    method: 'POST',
    path: '/parcels',
    description: 'Hand in a parcel.',
    body: z.object({
      to: z.string().min(1).describe('Town.'),
      kilograms: z.number().positive().max(30),
      depot: z.string().describe('Code of the depot it is handed in at.'),
    }),
    rename: { kilograms: 'weight' },
    response: parcel,
  },
});
