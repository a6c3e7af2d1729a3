import type { AdapterPayload } from 'oidc-provider';
import type { Store } from '../../store/store.js';
import type { Logger } from '../../telemetry/logger.js';
import type { Sealer } from '../login/seal.js';

/** What records are kept with. */
export interface RecordContext {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly logger: Logger;
}

function isPayload(value: unknown): value is AdapterPayload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads and writes records: encrypted, bound to their place, and absent when anything is wrong with them. */
export function createRecords({ store, sealer, logger }: RecordContext, model: string) {
  return {
    async read(at: string): Promise<AdapterPayload | undefined> {
      const sealed = await store.get(at);
      if (sealed === undefined) return undefined;
      const text = sealer.open(sealed, at);
      const payload = text === undefined ? undefined : parse(text);
      if (isPayload(payload)) return payload;
      logger.warn({ model }, 'A record in the store cannot be read and counts as absent');
      return undefined;
    },
    async write(at: string, payload: AdapterPayload, ttl: number | undefined): Promise<void> {
      await store.set(at, sealer.seal(JSON.stringify(payload), at), ttl === undefined ? {} : { ttl });
    },
  };
}
