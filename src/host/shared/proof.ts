import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What nobody guesses: a key, or a number that is used once. */
export const secret = (): string => randomBytes(32).toString('base64url');

/**
 * That both ends know the key, without saying it (challenge and response, HMAC-SHA256): after a keeper was killed, any
 * program of any user may listen at its port.
 */
export function proof(key: string, who: 'keeper' | 'window', nonces: { keeper: string; window: string }): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([who, nonces.keeper, nonces.window]))
    .digest('base64url');
}

export function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
