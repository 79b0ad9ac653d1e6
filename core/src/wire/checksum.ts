/**
 * One's complement sum of 16-bit words, folded (RFC 1071); an odd last byte is padded with zero. `start` carries the sum
 * of what precedes, which must have been of even length. Data that contains its own correct checksum sums to 0xffff.
 */
export function onesComplementSum(bytes: Uint8Array, start = 0): number {
  let sum = start;
  for (let at = 0; at < bytes.length; at += 2) sum += (bytes[at]! << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = Math.floor(sum / 0x10000) + (sum & 0xffff);
  return sum;
}

/** Sum of the pseudo-header that TCP and UDP checksums include (RFC 9293 §3.1, RFC 768); addresses are 4 bytes each. */
export function pseudoHeaderSum(addresses: Uint8Array, protocol: number, length: number): number {
  return onesComplementSum(addresses, protocol + length);
}
