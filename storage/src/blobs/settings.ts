import { z } from 'zod';

const folder = z.object({
  kind: z.literal('folder'),
  folder: z.string().min(1).default('.gradewire/blobs'),
});

const s3 = z.object({
  kind: z.literal('s3'),
  bucket: z.string().min(3),
  /** In front of every key, e.g. `gradewire/`. */
  prefix: z
    .string()
    .regex(/^([a-z0-9][a-z0-9._-]*\/)*$/)
    .default(''),
  /** From the environment, like the credentials, if left out. */
  region: z.string().optional(),
  /** For a server that is not Amazon's. */
  endpoint: z.url().optional(),
  /** The bucket in the path and not in the host name. */
  forcePathStyle: z.boolean().default(false),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }).optional(),
});

export const blobStoreSettings = z.discriminatedUnion('kind', [folder, s3]).prefault({ kind: 'folder' });
export type BlobStoreSettings = z.infer<typeof blobStoreSettings>;
export type S3Settings = z.infer<typeof s3>;
