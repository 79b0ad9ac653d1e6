import { z } from 'zod';
import { GitHubConfig } from './github/config.ts';

/** What an operator may say about the API; whoever starts it reads this once and hands it down. */
export const ApiConfig = z.strictObject({
  /** Compressed size of an uploaded archive; beyond it the answer is 413. Bytes. */
  maxUploadBytes: z
    .int()
    .min(1024)
    .default(64 * 1024 * 1024),
  /** Any other body. Bytes. */
  maxBodyBytes: z
    .int()
    .min(1024)
    .default(1024 * 1024),
  /** Of one key, or of one address without a key. */
  requestsPerMinute: z.int().min(1).default(1200),
  /** A body must have arrived by then. Milliseconds. */
  uploadWithinMs: z.int().min(100).default(120_000),
  /** Proxies in front of this server whose X-Forwarded-For is believed. */
  trustedProxies: z.int().min(0).max(10).default(0),
  logLevel: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  /** How often the state of watched runs is read. Milliseconds. */
  watchEveryMs: z.int().min(20).max(10_000).default(500),
  /** A comment keeps idle connections open through proxies. Milliseconds. */
  keepAliveEveryMs: z.int().min(100).max(60_000).default(15_000),
  /** Of browsers that signed in with GitHub. */
  session: z
    .strictObject({
      /** Over when it was not used for so long. Milliseconds. */
      idleMs: z
        .int()
        .min(1000)
        .default(12 * 3_600_000),
      /** Over in any case after that. Milliseconds. */
      lifetimeMs: z
        .int()
        .min(1000)
        .default(7 * 24 * 3_600_000),
      /** What cookies are signed with; made and kept in the database if it is left out. */
      secret: z.string().min(32, 'has fewer than 32 characters').optional(),
    })
    .prefault({}),
  github: GitHubConfig.prefault({}),
});
export type ApiConfig = z.infer<typeof ApiConfig>;
