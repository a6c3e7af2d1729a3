import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Encrypts texts so that nobody without the keys can read, change or move them (AES-256-GCM). */
export interface Sealer {
  /** @param place What the text belongs to; it opens nowhere else. */
  seal(text: string, place: string): string;
  /** The text, or `undefined` when it was not sealed for this place by one of the keys. */
  open(sealed: string, place: string): string | undefined;
}

const NONCE = 12;
const TAG = 16;

function deriveKey(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'mcp-rest-proxy login records', 32));
}

function decrypt(key: Buffer, bytes: Buffer, place: string): string | undefined {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE));
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString();
  } catch {
    return undefined;
  }
}

/** @param secrets The first seals, all of them open: that is how a secret is rotated. */
export function createSealer(secrets: readonly [string, ...string[]]): Sealer {
  const keys = secrets.map(deriveKey);
  const [current = deriveKey(secrets[0])] = keys;
  return {
    seal(text, place) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', current, nonce);
      cipher.setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < NONCE + TAG) return undefined;
      for (const key of keys) {
        const text = decrypt(key, bytes, place);
        if (text !== undefined) return text;
      }
      return undefined;
    },
  };
}
