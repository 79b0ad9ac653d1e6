/** A key is plain lower-case segments, so that it is the same name in a folder and in S3. */
const allowed = /^[a-z0-9][a-z0-9._-]{0,199}(\/[a-z0-9][a-z0-9._-]{0,199})*$/;

/** Returns the key. Keys are made by our own code: one that is not allowed is a mistake in it. */
export function checkedKey(key: string): string {
  if (key.length > 512 || !allowed.test(key)) throw new RangeError(`${JSON.stringify(key)} is no key for a blob`);
  return key;
}

/** `trees/`, `sha256:abcd…` → `trees/sha256/ab/cd…`: 256 folders keep each of them small. */
export function digestKey(prefix: string, digest: string): string {
  const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
  if (hex === undefined) throw new RangeError(`${JSON.stringify(digest)} is no SHA-256 digest`);
  return checkedKey(`${prefix}sha256/${hex.slice(0, 2)}/${hex.slice(2)}`);
}

/** The digest of such a key; undefined if it is another one. */
export function digestOfKey(prefix: string, key: string): string | undefined {
  const parts = key.startsWith(prefix) ? key.slice(prefix.length) : '';
  const hex = /^sha256\/([0-9a-f]{2})\/([0-9a-f]{62})$/.exec(parts);
  return hex ? `sha256:${hex[1]}${hex[2]}` : undefined;
}
