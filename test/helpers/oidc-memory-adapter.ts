import type { Adapter, AdapterPayload } from 'oidc-provider';

/** Keeps the records of one test's `oidc-provider`; open to the test, which may look into and change them. */
export interface OidcRecords {
  readonly adapter: (model: string) => Adapter;
  /** By model and id: `Interaction:abc`. */
  readonly records: ReadonlyMap<string, AdapterPayload>;
}

export function oidcMemoryAdapter(): OidcRecords {
  const records = new Map<string, AdapterPayload>();
  const findBy = async (model: string, field: 'uid' | 'userCode', value: string) =>
    [...records].find(([key, payload]) => key.startsWith(`${model}:`) && payload[field] === value)?.[1];
  const adapter = (model: string): Adapter => ({
    upsert: async (id, payload) => void records.set(`${model}:${id}`, structuredClone(payload)),
    find: async (id) => structuredClone(records.get(`${model}:${id}`)),
    findByUid: (uid) => findBy(model, 'uid', uid),
    findByUserCode: (code) => findBy(model, 'userCode', code),
    consume: async (id) => {
      const payload = records.get(`${model}:${id}`);
      if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
    },
    destroy: async (id) => void records.delete(`${model}:${id}`),
    revokeByGrantId: async (grantId) => {
      for (const [key, payload] of records) if (payload.grantId === grantId) records.delete(key);
    },
  });
  return { adapter, records };
}
