import { hash, randomBytes } from 'node:crypto';

const prefix = 'gw_';
const shape = /^gw_[A-Za-z0-9_-]{43}$/;
/** Enough to tell one's keys apart, far too little to guess the rest. */
const shownLength = prefix.length + 6;

/** 32 bytes from the system's generator, in base64url: 256 bits, which nobody tries out. */
export function newKey(): string {
  return prefix + randomBytes(32).toString('base64url');
}

export function isKey(text: string): boolean {
  return shape.test(text);
}

/**
 * What is stored. A slow hash (bcrypt, argon2) makes guessing a *word that a person chose* dear; there is no guessing
 * 256 random bits, so one SHA-256 is as safe, costs microseconds on every request, and can be looked up by an index.
 */
export function hashKey(key: string): Buffer<ArrayBuffer> {
  return hash('sha256', key, 'buffer');
}

export function shownPrefix(key: string): string {
  return key.slice(0, shownLength);
}
