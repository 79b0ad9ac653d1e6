import { siphashUpper32 } from './siphash.ts';

/** The emulator's key: the seed's eight bytes, then its purpose. */
export function keyOf(seed: number): Uint32Array {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(seed), true);
  bytes.set(new TextEncoder().encode('gw-link1'), 8);
  return new Uint32Array(bytes.buffer);
}

export interface Identity {
  /** Forgets what was put. */
  start(): Identity;
  /** Appends a number, little-endian. */
  put(value: number, bytes: number): Identity;
  text(value: string): Identity;
  /** The upper half of H(key, what was put, effect, not a copy), 0 to 2³² − 1. */
  draw(effect: number): number;
}

/** What a packet is to the hash, byte by byte as the emulator writes it. */
export function identity(key: Uint32Array): Identity {
  const bytes = new Uint8Array(50);
  let length = 0;
  const self: Identity = {
    start() {
      length = 0;
      return self;
    },
    put(value, count) {
      let rest = value;
      for (let i = 0; i < count; i++) {
        bytes[length++] = rest & 0xff;
        // Rounded down, so that a negative number is in two's complement.
        rest = Math.floor(rest / 256);
      }
      return self;
    },
    text(value) {
      for (let i = 0; i < value.length; i++) bytes[length++] = value.charCodeAt(i);
      return self;
    },
    draw(effect) {
      bytes[length] = effect;
      bytes[length + 1] = 0;
      return siphashUpper32(key, bytes, length + 2);
    },
  };
  return self;
}
