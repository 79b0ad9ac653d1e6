import { readFileSync } from 'node:fs';

/**
 * The environment with `NAME_FILE` read into `NAME`, for the names given: a secret in a file is in no listing of a
 * process' or container's environment. One line break at the end does not count; empty variables count as none. Throws
 * Error, which names the variable.
 */
export function withSecretFiles(env: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string | undefined> {
  const found: Record<string, string | undefined> = { ...env };
  for (const name of names) {
    const file = env[`${name}_FILE`];
    if (!file) continue;
    if (env[name]) throw new Error(`${name} and ${name}_FILE are both set: which one holds?`);
    try {
      found[name] = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    } catch (error) {
      throw new Error(`${name}_FILE: ${(error as Error).message}`);
    }
  }
  return found;
}
