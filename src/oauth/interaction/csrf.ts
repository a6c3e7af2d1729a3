import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SealedRecords } from '../login/sealed-records.js';

/** What a form belongs to: one browser, one step of one sign-in. */
export interface FormOwner {
  /** Random, from the browser's signed cookie. */
  readonly browser: string;
  readonly uid: string;
  readonly step: string;
}

/** Proof that a form comes from a page of ours, shown in this browser for this step, and was not sent before. */
export interface Csrf {
  issue(owner: FormOwner): string;
  /** True when the token was issued for this owner and is not too old; says nothing about earlier use. */
  verify(token: string, owner: FormOwner): boolean;
  /** True for one caller only. */
  consume(token: string): Promise<boolean>;
}

/** Milliseconds a page stays submittable: as long as the sign-in it belongs to. */
const LIFETIME = 10 * 60_000;
const form = /^(\d{1,16})\.([\w-]{22})\.([\w-]{43})$/;

/** Pages shown earlier stay valid beside later ones: nothing is kept until a form is sent. */
export function createCsrf(options: {
  readonly secrets: readonly [string, ...string[]];
  readonly records: SealedRecords;
  readonly now: () => number;
}): Csrf {
  const { secrets, records, now } = options;
  const keys = secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', 'mcp-rest-proxy login forms', 32)));
  const sign = (key: Buffer, content: string, { browser, uid, step }: FormOwner) =>
    createHmac('sha256', key)
      .update(JSON.stringify([content, browser, uid, step]))
      .digest();

  return {
    issue(owner) {
      const [key = Buffer.alloc(0)] = keys;
      const content = `${now() + LIFETIME}.${randomBytes(16).toString('base64url')}`;
      return `${content}.${sign(key, content, owner).toString('base64url')}`;
    },
    verify(token, owner) {
      const [, until = '', nonce = '', signature] = form.exec(token) ?? [];
      if (signature === undefined || Number(until) < now()) return false;
      const given = Buffer.from(signature, 'base64url');
      return keys.some((key) => timingSafeEqual(sign(key, `${until}.${nonce}`, owner), given));
    },
    consume: (token) => records.claim(token, true, LIFETIME),
  };
}
