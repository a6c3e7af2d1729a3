import type { SealedRecords } from '../login/sealed-records.js';

/** Exactly what somebody agreed to. Any difference asks again. */
export interface ConsentTuple {
  readonly subject: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly resources: readonly string[];
}

export interface RememberedConsents {
  has(consent: ConsentTuple): Promise<boolean>;
  remember(consent: ConsentTuple): Promise<void>;
}

function keyOf({ subject, clientId, redirectUri, scopes, resources }: ConsentTuple): string {
  return JSON.stringify([subject, clientId, redirectUri, [...scopes].sort(), [...resources].sort()]);
}

/** @param ttl milliseconds an answer is remembered; `undefined` for never, which is the default everywhere. */
export function createRememberedConsents(records: SealedRecords, ttl: number | undefined): RememberedConsents {
  return {
    has: async (consent) => ttl !== undefined && (await records.get(keyOf(consent))) === true,
    remember: async (consent) => {
      if (ttl !== undefined) await records.set(keyOf(consent), true, ttl);
    },
  };
}
