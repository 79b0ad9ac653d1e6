/**
 * The upper 32 bits of SipHash-2-4 (Aumasson and Bernstein, 2012) of the first `length` bytes. `key` holds its four
 * little-endian words. In 32-bit halves, because BigInt is some fifty times slower.
 */
export function siphashUpper32(key: Uint32Array, message: Uint8Array, length: number): number {
  const [k0l, k0h, k1l, k1h] = key as unknown as [number, number, number, number];
  // "somepseudorandomlygeneratedbytes"
  let ah = k0h ^ 0x736f6d65,
    al = k0l ^ 0x70736575;
  let bh = k1h ^ 0x646f7261,
    bl = k1l ^ 0x6e646f6d;
  let ch = k0h ^ 0x6c796765,
    cl = k0l ^ 0x6e657261;
  let dh = k1h ^ 0x74656462,
    dl = k1l ^ 0x79746573;
  const words = length >> 3;
  for (let word = 0; word <= words + 1; word++) {
    let mh = 0,
      ml = 0;
    if (word <= words) {
      const at = word << 3;
      for (let i = Math.min(length - at, 8) - 1; i >= 4; i--) mh = (mh << 8) | message[at + i]!;
      for (let i = Math.min(length - at, 4) - 1; i >= 0; i--) ml = (ml << 8) | message[at + i]!;
      if (word === words) mh |= length << 24;
      dh ^= mh;
      dl ^= ml;
    } else cl ^= 0xff;
    for (let round = word <= words ? 2 : 4; round > 0; round--) {
      let low = (al >>> 0) + (bl >>> 0);
      ah = (ah + bh + (low > 0xffffffff ? 1 : 0)) | 0;
      al = low | 0;
      let kept = (bh << 13) | (bl >>> 19);
      bl = ((bl << 13) | (bh >>> 19)) ^ al;
      bh = kept ^ ah;
      kept = ah;
      ah = al;
      al = kept;
      low = (cl >>> 0) + (dl >>> 0);
      ch = (ch + dh + (low > 0xffffffff ? 1 : 0)) | 0;
      cl = low | 0;
      kept = (dh << 16) | (dl >>> 16);
      dl = ((dl << 16) | (dh >>> 16)) ^ cl;
      dh = kept ^ ch;
      low = (al >>> 0) + (dl >>> 0);
      ah = (ah + dh + (low > 0xffffffff ? 1 : 0)) | 0;
      al = low | 0;
      kept = (dh << 21) | (dl >>> 11);
      dl = ((dl << 21) | (dh >>> 11)) ^ al;
      dh = kept ^ ah;
      low = (cl >>> 0) + (bl >>> 0);
      ch = (ch + bh + (low > 0xffffffff ? 1 : 0)) | 0;
      cl = low | 0;
      kept = (bh << 17) | (bl >>> 15);
      bl = ((bl << 17) | (bh >>> 15)) ^ cl;
      bh = kept ^ ch;
      kept = ch;
      ch = cl;
      cl = kept;
    }
    ah ^= mh;
    al ^= ml;
  }
  return (ah ^ bh ^ ch ^ dh) >>> 0;
}
