import path from 'node:path';
import { ApiConfig, GitHubConfig } from '@gradewire/api';
import { type BlobStoreSettings, blobStoreSettings } from '@gradewire/storage';
import { CaptureDays, withSecretFiles } from '@gradewire/worker';
import { ZodError, z } from 'zod';
import { BadUsage } from '../option-values.ts';

/** The value is not shown: it may hold a password. */
function address(pattern: RegExp, example: string) {
  return z.string().regex(pattern, `this is no such address; one looks like ${example}`);
}

const Environment = z.object({
  DATABASE_URL: address(/^postgres(ql)?:\/\//, 'postgres://user:password@host:5432/database').optional(),
  REDIS_URL: address(/^rediss?:\/\/./, 'redis://host:6379').optional(),
  // A database stores it as it is only if it is printable ASCII.
  GRADEWIRE_WORKER_PASSWORD: z
    .string()
    .regex(/^[!-~]{16,200}$/, 'at least 16 characters of printable ASCII without spaces are wanted')
    .optional(),
  GRADEWIRE_BLOBS: z.string().min(1).optional(),
  GRADEWIRE_CAPTURE_DAYS: CaptureDays.optional(),
  GRADEWIRE_LOG_LEVEL: ApiConfig.shape.logLevel.unwrap().optional(),
  GRADEWIRE_REQUESTS_PER_MINUTE: z.coerce.number().pipe(ApiConfig.shape.requestsPerMinute.unwrap()).optional(),
  GRADEWIRE_TRUSTED_PROXIES: z.coerce.number().pipe(ApiConfig.shape.trustedProxies.unwrap()).optional(),
  GRADEWIRE_URL: GitHubConfig.shape.publicUrl.unwrap().optional(),
  GITHUB_API_URL: GitHubConfig.shape.apiUrl.unwrap().optional(),
  GITHUB_URL: GitHubConfig.shape.webUrl.unwrap().optional(),
  GITHUB_APP_ID: z.coerce.number().int().positive().optional(),
  GITHUB_APP_KEY_FILE: z.string().optional(),
  GITHUB_WEBHOOK_SECRET_FILE: z.string().optional(),
  GITHUB_CLIENT_ID: z.string().optional(),
  GITHUB_CLIENT_SECRET_FILE: z.string().optional(),
  GITHUB_MAKES_REPOSITORIES: z.stringbool().optional(),
  GRADEWIRE_SESSION_SECRET: ApiConfig.shape.session.unwrap().shape.secret,
  GITHUB_COMMENTS: z.stringbool().optional(),
});

/** What the environment says about the service. */
export interface ServeEnvironment {
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  /** Of the workers' database role, for workers elsewhere that know it. */
  readonly workerPassword: string | undefined;
  readonly blobs: BlobStoreSettings;
  /** How long captures of this machine's workers stay; undefined: as workers have it. Days. */
  readonly captureDays: number | undefined;
  readonly api: ApiConfig;
}

/** Throws BadUsage, which names the variable. An empty variable counts as none; `NAME_FILE` names a file with the value. */
export function readEnvironment(env: NodeJS.ProcessEnv, data: string): ServeEnvironment {
  const set = Object.fromEntries(Object.entries(secrets(env)).filter(([, value]) => value !== ''));
  try {
    const found = Environment.parse(set);
    const { GRADEWIRE_LOG_LEVEL: logLevel = 'warn', GRADEWIRE_TRUSTED_PROXIES: trustedProxies } = found;
    const requestsPerMinute = found.GRADEWIRE_REQUESTS_PER_MINUTE;
    return {
      databaseUrl: found.DATABASE_URL,
      redisUrl: found.REDIS_URL,
      workerPassword: found.GRADEWIRE_WORKER_PASSWORD,
      captureDays: found.GRADEWIRE_CAPTURE_DAYS,
      blobs: blobSettings(found.GRADEWIRE_BLOBS, data),
      api: ApiConfig.parse({
        logLevel,
        trustedProxies,
        requestsPerMinute,
        session: { secret: found.GRADEWIRE_SESSION_SECRET },
        github: github(found, data),
      }),
    };
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const [issue] = error.issues;
    throw new BadUsage(`${issue?.path.join('.')}: ${issue?.message}`);
  }
}

function github(found: z.output<typeof Environment>, data: string): z.input<typeof GitHubConfig> {
  const { GITHUB_APP_ID: id, GITHUB_APP_KEY_FILE: key, GITHUB_WEBHOOK_SECRET_FILE: secret } = found;
  const named = [id, key, secret].filter((value) => value !== undefined).length;
  if (named !== 0 && named !== 3) {
    throw new BadUsage('GITHUB_APP_ID, GITHUB_APP_KEY_FILE and GITHUB_WEBHOOK_SECRET_FILE go together');
  }
  return {
    publicUrl: found.GRADEWIRE_URL,
    apiUrl: found.GITHUB_API_URL,
    webUrl: found.GITHUB_URL,
    comments: found.GITHUB_COMMENTS,
    makesRepositories: found.GITHUB_MAKES_REPOSITORIES,
    appFile: path.join(data, 'github-app.json'),
    ...(named === 3 ? { app: { id, privateKeyFile: key!, webhookSecretFile: secret!, ...signIn(found) } } : {}),
  };
}

function signIn({
  GITHUB_CLIENT_ID: clientId,
  GITHUB_CLIENT_SECRET_FILE: clientSecretFile,
}: z.output<typeof Environment>) {
  if ((clientId === undefined) !== (clientSecretFile === undefined)) {
    throw new BadUsage('GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET_FILE go together');
  }
  return { clientId, clientSecretFile };
}

function secrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  try {
    return withSecretFiles(env, Object.keys(Environment.shape));
  } catch (error) {
    throw new BadUsage((error as Error).message);
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
