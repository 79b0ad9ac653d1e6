import { z } from 'zod';

const Address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/** What an operator may say about GitHub. Without an App, made on the set-up page or named here, nothing of it is active. */
export const GitHubConfig = z.strictObject({
  /** Of the REST API; another one for GitHub Enterprise Server. */
  apiUrl: Address.default('https://api.github.com'),
  /** Of the web pages. */
  webUrl: Address.default('https://github.com'),
  /** Where GitHub and people reach this server. */
  publicUrl: Address.default('http://127.0.0.1:8080'),
  /** Where the set-up page keeps the App's key and secrets, readable for this server's user only. */
  appFile: z.string().min(1).optional(),
  /** An App that was made by hand: its key and the webhook's secret are read from files. */
  app: z
    .strictObject({
      id: z.coerce.number().int().positive(),
      privateKeyFile: z.string().min(1),
      webhookSecretFile: z.string().min(1),
      /** For signing people in. */
      clientId: z.string().min(1).optional(),
      clientSecretFile: z.string().min(1).optional(),
    })
    .optional(),
  /** Body of a webhook. Bytes; GitHub itself sends none above 25 MB. */
  maxWebhookBytes: z.int().min(1024).default(25_000_000),
  /** Whether a comment may stand in where checks may not be written; the App then asks for write access to pull requests. */
  comments: z.boolean().default(false),
  /** Whether the App asks for what making repositories takes: administration, and writing contents. */
  makesRepositories: z.boolean().default(false),
  /** Between two writing requests, as GitHub asks for. Milliseconds. */
  writeEveryMs: z.int().min(0).max(10_000).default(1000),
  /** How often deliveries and checks are looked for. Milliseconds. */
  lookEveryMs: z.int().min(10).max(10_000).default(200),
  /** How often the place in the queue and the progress are told at the most. Milliseconds. */
  progressEveryMs: z.int().min(100).default(10_000),
  /** How often deliveries that did not come are looked for. Milliseconds. */
  catchUpEveryMs: z.int().min(100).default(300_000),
  /** So long a request may take. GitHub itself gives up what takes it longer than ten seconds. Milliseconds. */
  requestMs: z.int().min(50).default(12_000),
  /** So long a check is held by one who does not get to say that it still is. More than two requests. Milliseconds. */
  leaseMs: z.int().min(100).default(30_000),
  /** The pause after the first failure; it doubles. Milliseconds. */
  firstPauseMs: z.int().min(1).default(1000),
});
export type GitHubConfig = z.infer<typeof GitHubConfig>;
