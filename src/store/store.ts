import { McpRestProxyError } from '../errors.js';

export interface SetOptions {
  /** Milliseconds the value lives. Default: until it is deleted. */
  readonly ttl?: number;
  /** Writes only when there is no value yet. Default false. */
  readonly onlyIfAbsent?: boolean;
}

export interface MemberOptions {
  /** Milliseconds the member lives. */
  readonly ttl: number;
  /** Adds a new member only while the set has fewer than this many. Default: no limit. */
  readonly limit?: number;
}

/** Ends a subscription. */
export type Unsubscribe = () => Promise<void>;

/**
 * Where state lives that must be shared by processes or survive them: OAuth grants, sessions, counters. Every
 * operation is atomic, so that single use holds however many processes race. Values are text; times are milliseconds.
 *
 * Every method rejects with `StoreUnavailableError`, soon, when the store cannot be reached or cannot write.
 */
export interface Store {
  readonly name: string;
  /** True when the content outlives this process and other processes see it. */
  readonly durable: boolean;
  get(key: string): Promise<string | undefined>;
  /** True when the value was written; false only with `onlyIfAbsent`, when there was one already. */
  set(key: string, value: string, options?: SetOptions): Promise<boolean>;
  /** Reads and deletes in one step: of any number of callers, one gets the value. */
  take(key: string): Promise<string | undefined>;
  /** True when there was a value. */
  delete(key: string): Promise<boolean>;
  /** Lets a value live `ttl` from now on; false when there is none. */
  touch(key: string, ttl: number): Promise<boolean>;
  /** Puts a member into a set, or renews it; false when it is new and the set has reached `limit`. */
  addMember(set: string, member: string, options: MemberOptions): Promise<boolean>;
  removeMember(set: string, member: string): Promise<void>;
  /** The members that have not expired, in no particular order. */
  members(set: string): Promise<readonly string[]>;
  /** Tells every process that listens to `channel`. Who does not listen at this moment never learns of it. */
  publish(channel: string, message: string): Promise<void>;
  /** `listener` must not throw. Settles once listening has begun. */
  subscribe(channel: string, listener: (message: string) => void): Promise<Unsubscribe>;
  /** Lets go of connections and timers. May be repeated. */
  close(): Promise<void>;
}

/** The store did not do what was asked of it, or not in time; what was asked may or may not have happened. */
export class StoreUnavailableError extends McpRestProxyError {
  override readonly name = 'StoreUnavailableError';

  /** @param reason what happened, without values or addresses. */
  constructor(store: string, reason: string, options?: ErrorOptions) {
    super('store_unavailable', `The ${store} store is not available: ${reason}`, options);
  }
}
