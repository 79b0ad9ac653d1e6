import { readFileSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import path from 'node:path';
import { InfrastructureFault } from '@gradewire/core';
import { z } from 'zod';
import type { GitHubConfig } from '../config.ts';

/** What only this process knows: with it one is the App. */
export const AppCredentials = z.object({
  id: z.int().positive(),
  /** In addresses: https://github.com/apps/SLUG. */
  slug: z.string().optional(),
  privateKey: z.string().min(1),
  webhookSecret: z.string().min(1),
  /** For signing people in. */
  clientId: z.string().optional(),
  clientSecret: z.string().optional(),
});
export type AppCredentials = z.infer<typeof AppCredentials>;

/** The App that the configuration names, else the one that the set-up page made; undefined if there is none yet. */
export function readCredentials(config: GitHubConfig): AppCredentials | undefined {
  const { app, appFile } = config;
  if (app !== undefined) {
    return AppCredentials.parse({
      id: app.id,
      privateKey: readSecret(app.privateKeyFile),
      webhookSecret: readSecret(app.webhookSecretFile).trim(),
      clientId: app.clientId,
      ...(app.clientSecretFile && { clientSecret: readSecret(app.clientSecretFile).trim() }),
    });
  }
  const text = appFile === undefined ? undefined : readIfThere(appFile);
  if (text === undefined) return undefined;
  try {
    return AppCredentials.parse(JSON.parse(text));
  } catch {
    // Without the cause, which may quote a part of a key.
    throw new InfrastructureFault(
      `${appFile} does not hold a GitHub App: restore it, or remove it and set GitHub up again`,
    );
  }
}

/** Keeps the App, for this user only (mode 0600), all or nothing. */
export async function writeCredentials(file: string, credentials: AppCredentials): Promise<void> {
  const aside = `${file}.new`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const handle = await open(aside, 'w', 0o600);
    try {
      await handle.chmod(0o600);
      await handle.writeFile(`${JSON.stringify(credentials, undefined, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(aside, file);
  } catch (error) {
    throw new InfrastructureFault(`the GitHub App could not be kept in ${file}`, error);
  }
}

function readSecret(file: string): string {
  const text = readIfThere(file);
  if (text === undefined)
    throw new InfrastructureFault(`there is no ${file}, which should hold a secret of the GitHub App`);
  return text;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new InfrastructureFault(`${file} cannot be read`, error);
  }
}
