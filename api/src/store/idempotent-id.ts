import { createHash } from 'node:crypto';

/**
 * The id that a request with an Idempotency-Key gives its submission: the same for the same person, endpoint, team and key, so
 * that the primary key itself refuses the second of two that come at once. A UUID of version 8 (RFC 9562), which leaves
 * its bits to the maker: 122 of SHA-256.
 */
export function idempotentId(...parts: readonly string[]): string {
  const bytes = createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16);
  bytes[6] = 0x80 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
