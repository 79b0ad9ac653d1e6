import path from 'node:path';
import { ApiConfig } from '@gradewire/api';
import { type BlobStoreSettings, blobStoreSettings } from '@gradewire/storage';
import { ZodError, z } from 'zod';
import { BadUsage } from '../option-values.ts';

const Environment = z.object({
  DATABASE_URL: z.string().min(1).optional(),
  REDIS_URL: z.string().min(1).optional(),
  GRADEWIRE_BLOBS: z.string().min(1).optional(),
  GRADEWIRE_LOG_LEVEL: ApiConfig.shape.logLevel.unwrap().optional(),
});

/** What the environment says about the service. */
export interface ServeEnvironment {
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly blobs: BlobStoreSettings;
  readonly api: ApiConfig;
}

/** Throws BadUsage, which names the variable. An empty variable counts as none. */
export function readEnvironment(env: NodeJS.ProcessEnv, data: string): ServeEnvironment {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  try {
    const found = Environment.parse(set);
    const { GRADEWIRE_LOG_LEVEL: logLevel = 'warn' } = found;
    return {
      databaseUrl: found.DATABASE_URL,
      redisUrl: found.REDIS_URL,
      blobs: blobSettings(found.GRADEWIRE_BLOBS, data),
      api: ApiConfig.parse({ logLevel }),
    };
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const [issue] = error.issues;
    throw new BadUsage(`${issue?.path.join('.')}: ${issue?.message}`);
  }
}

function blobSettings(text: string | undefined, data: string): BlobStoreSettings {
  if (text === undefined) return { kind: 'folder', folder: path.join(data, 'blobs') };
  try {
    return blobStoreSettings.parse(JSON.parse(text));
  } catch (error) {
    throw new BadUsage(`GRADEWIRE_BLOBS: ${(error as Error).message}`);
  }
}
