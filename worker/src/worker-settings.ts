import { blobStoreSettings } from '@gradewire/storage';
import { ZodError, z } from 'zod';
import { steps } from './attempt/steps.ts';
import { CaptureDays, usualCaptureDays } from './retention/capture-days.ts';
import { withSecretFiles } from './secret-files.ts';

const Milliseconds = z.coerce.number().int().min(1).max(3_600_000);

const Json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    context.addIssue(`is not JSON: ${(error as Error).message}`);
    return z.NEVER;
  }
});

/** A worker's environment. It names no key but the database's: it sits beside untrusted code. */
export const WorkerSettings = z.object({
  DATABASE_URL: z.string().min(1),
  REDIS_URL: z.string().min(1).optional(),
  /** Where blobs are, as JSON: `{"kind":"folder","folder":"…"}` or `{"kind":"s3","bucket":"…"}`. */
  GRADEWIRE_BLOBS: Json.pipe(blobStoreSettings)
    .optional()
    .transform((found) => found ?? blobStoreSettings.parse({ kind: 'folder' })),
  /** Where built programs are kept. */
  GRADEWIRE_BUILDS: z.string().min(1).default('.gradewire/builds'),
  /** Cases side by side; what the kit says if left out. */
  GRADEWIRE_JOBS: z.coerce.number().int().min(1).max(64).optional(),
  GRADEWIRE_LEASE_MS: Milliseconds.default(30_000),
  GRADEWIRE_POLL_MS: Milliseconds.default(5000),
  GRADEWIRE_GRACE_MS: Milliseconds.default(10_000),
  /** How long captures of the runs that it grades stay. Days; an empty one counts as none. */
  GRADEWIRE_CAPTURE_DAYS: z
    .preprocess((text) => text || undefined, CaptureDays.optional())
    .transform((days) => days ?? usualCaptureDays),
  /** Packed npm packages for images, as `npm pack` names them: for a worker that has no way to the registry. */
  GRADEWIRE_NPM_PACKAGES: z.string().min(1).optional(),
  /** A file that is written anew every few seconds while all is well. */
  GRADEWIRE_ALIVE_FILE: z.string().min(1).optional(),
  /** For tests: after this step of its first attempt the worker dies as by SIGKILL. */
  GRADEWIRE_CRASH_AFTER: z.enum(steps).optional(),
});
export type WorkerSettings = z.infer<typeof WorkerSettings>;

/** An environment that no worker can be started with; one line, which names the variable. */
export class BadSettings extends Error {
  override readonly name = 'BadSettings';
}

/** Each of them may be in a file, which `NAME_FILE` names. Throws BadSettings. */
export function readWorkerSettings(env: NodeJS.ProcessEnv): WorkerSettings {
  try {
    return WorkerSettings.parse(withSecretFiles(env, ['DATABASE_URL', 'REDIS_URL', 'GRADEWIRE_BLOBS']));
  } catch (error) {
    const [issue] = error instanceof ZodError ? error.issues : [];
    throw new BadSettings(issue ? `${issue.path.join('.')}: ${issue.message}` : (error as Error).message);
  }
}
