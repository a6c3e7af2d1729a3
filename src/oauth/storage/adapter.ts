import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Store } from '../../store/store.js';
import type { Logger } from '../../telemetry/logger.js';
import type { Sealer } from '../login/seal.js';
import { hashClientSecret } from './client-secret.js';
import { CLIENTS, grantMembersName, grantReference, recordName, recordNameOf, usedName } from './record-names.js';
import { createRecords } from './records.js';
import { createSpentTokens, MARK_OUTLIVES } from './spent-tokens.js';

export interface AdapterContext {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly logger: Logger;
  /** Milliseconds a mark of use is kept, by model: as long as what it marks can live. */
  readonly usedTtl: (model: string) => number;
  readonly clients: {
    /** Milliseconds after its last use that a registered client is forgotten. */
    readonly unusedTtl: number;
    readonly max: number;
  };
  /** Called with the reference of a grant that has been ended. */
  readonly onGrantEnded: (grant: string) => Promise<void>;
  /** The error for whoever comes second to a single-use record. */
  readonly alreadyUsed: () => Error;
  /** The error for a registration beyond `clients.max`. */
  readonly tooManyClients: () => Error;
}

const memberModels: ReadonlySet<string> = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken']);
const singleUse: ReadonlySet<string> = new Set(['AuthorizationCode', 'RefreshToken']);

/** The library tolerates clocks that differ by this; a record must not be gone before the library says so. */
const LEEWAY_SECONDS = 10;
const TOUCH_INTERVAL = 3_600_000;
const MAX_TOUCHED = 1000;

/** Renews registered clients while they are in use, at most once an hour each. */
function createToucher({ store, clients, logger }: AdapterContext): (at: string) => void {
  const touched = new Map<string, number>();
  return (at) => {
    const last = touched.get(at);
    const now = performance.now();
    if (last !== undefined && now - last < TOUCH_INTERVAL) return;
    if (touched.size >= MAX_TOUCHED) touched.clear();
    touched.set(at, now);
    const renewed = [store.touch(at, clients.unusedTtl), store.addMember(CLIENTS, at, { ttl: clients.unusedTtl })];
    Promise.all(renewed).catch((error: unknown) => logger.warn({ error }, 'A client could not be renewed'));
  };
}

/**
 * What the library `oidc-provider` keeps, kept in a `Store`: ids hashed, records sealed (security.md, T087), single use
 * as atomic as the store (T044, T056), everything with an end.
 */
export function createAdapterFactory(context: AdapterContext): (model: string) => Adapter {
  const touchClient = createToucher(context);
  return (model) => createAdapter(context, model, touchClient);
}

function createAdapter(context: AdapterContext, model: string, touchClient: (at: string) => void): Adapter {
  const { store, sealer, clients } = context;
  const records = createRecords(context, model);
  const spent = model === 'RefreshToken' ? createSpentTokens(context) : undefined;
  const place = (id: string): string => recordName(model, id);
  const uidPlace = (uid: string): string => recordName('SessionUid', uid);

  const index = async (id: string, payload: AdapterPayload, ttl: number): Promise<void> => {
    const { grantId, uid } = payload;
    if (memberModels.has(model) && grantId !== undefined) {
      await store.addMember(grantMembersName(grantId), place(id), { ttl });
    }
    if (model === 'Session' && uid !== undefined) {
      await store.set(uidPlace(uid), sealer.seal(id, uidPlace(uid)), { ttl });
    }
  };

  const admitClient = async (at: string): Promise<void> => {
    const admitted = await store.addMember(CLIENTS, at, { ttl: clients.unusedTtl, limit: clients.max });
    if (!admitted) throw context.tooManyClients();
  };

  const unindex = async (id: string, { grantId, uid }: AdapterPayload): Promise<void> => {
    if (memberModels.has(model) && grantId !== undefined) {
      await store.removeMember(grantMembersName(grantId), place(id));
    }
    if (model === 'Session' && uid !== undefined) await store.delete(uidPlace(uid));
  };

  const find = async (id: string): Promise<AdapterPayload | undefined> => {
    const at = place(id);
    const payload = await records.read(at);
    if (payload === undefined) return spent?.find(id, at);
    if (model === 'Client') touchClient(at);
    if (!singleUse.has(model)) return payload;
    const used = await store.get(usedName(at));
    return used === undefined ? payload : { ...payload, consumed: Number(used) };
  };

  return {
    find,
    async upsert(id, payload, expiresIn) {
      const at = place(id);
      if (model === 'Client') {
        await admitClient(at);
        const secret = payload.client_secret;
        const kept = secret === undefined ? payload : { ...payload, client_secret: hashClientSecret(secret) };
        return records.write(at, kept, clients.unusedTtl);
      }
      const ttl = expiresIn === undefined ? undefined : (expiresIn + LEEWAY_SECONDS) * 1000;
      if (ttl !== undefined) await index(id, payload, ttl);
      await records.write(at, payload, ttl);
    },
    async consume(id) {
      const at = place(id);
      const used = String(Math.floor(Date.now() / 1000));
      const first = await store.set(usedName(at), used, { ttl: context.usedTtl(model), onlyIfAbsent: true });
      if (!first) throw context.alreadyUsed();
      await spent?.release(id, at);
    },
    async destroy(id) {
      const at = place(id);
      const payload = await records.read(at);
      await store.delete(at);
      if (singleUse.has(model)) await store.touch(usedName(at), MARK_OUTLIVES);
      if (payload !== undefined) await unindex(id, payload);
      if (model === 'Client') await store.removeMember(CLIENTS, at);
      if (model === 'Grant') await context.onGrantEnded(grantReference(id));
    },
    async revokeByGrantId(grantId) {
      const set = grantMembersName(grantId);
      const members = await store.members(set);
      await Promise.all(members.flatMap((at) => [store.delete(at), store.touch(usedName(at), MARK_OUTLIVES)]));
      await Promise.all(members.map((at) => store.removeMember(set, at)));
    },
    async findByUid(uid) {
      const at = uidPlace(uid);
      const sealed = await store.get(at);
      const id = sealed === undefined ? undefined : sealer.open(sealed, at);
      return id === undefined ? undefined : find(id);
    },
    // Only the device flow has user codes, and it is off.
    findByUserCode: async () => undefined,
  };
}

/** True while a grant is in force, by its reference: for tokens that are not kept in the store themselves. */
export async function isGrantAlive(store: Pick<Store, 'get'>, reference: string): Promise<boolean> {
  return (await store.get(recordNameOf('Grant', reference))) !== undefined;
}
