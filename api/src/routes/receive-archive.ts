import { IngestRefused, ingest, treeKey, uploadLimits } from '@gradewire/storage';
import type { Request } from 'express';
import type { Context } from '../app.ts';
import { archiveTypes } from '../contracts/submission.ts';
import { Problem } from '../http/problem.ts';

/** Refusals that are about size rather than content. */
const tooLarge = new Set(['compressed-size', 'total-size', 'entry-count', 'ratio']);

/** Other names for them, and what curl says of any file unless it is told: the first bytes decide in the end. */
const otherTypes = ['application/x-gzip', 'application/x-zip-compressed', 'application/x-www-form-urlencoded'];

/** A frozen tree, and where it came from. */
export interface Received {
  readonly treeDigest: string;
  readonly blobKey: string;
  readonly sizeBytes: number;
  readonly fileCount: number;
  readonly source: 'upload' | 'reference';
  readonly sourceReference: Readonly<Record<string, string>>;
  /** Of a reference: GitHub's, and the commit. */
  readonly githubRepositoryId?: bigint;
  readonly headSha?: string;
}

/** Freezes the archive that the request carries. Throws a Problem that names the entry at fault. */
export async function receiveArchive(
  { blobs, config }: Pick<Context, 'blobs' | 'config'>,
  request: Request,
): Promise<Received> {
  if (request.headers['content-type'] !== undefined && !request.is([...archiveTypes, ...otherTypes])) {
    const types = archiveTypes.join(', ');
    throw new Problem('unsupported-media-type', `Send a tar.gz or zip archive as the body, as one of ${types}.`);
  }
  const limit = Math.min(config.maxUploadBytes, uploadLimits.compressedBytes);
  if (Number(request.headers['content-length']) > limit) {
    throw new Problem('too-large', `The archive is larger than ${limit} bytes.`);
  }
  const timer = setTimeout(() => request.destroy(), config.uploadWithinMs);
  try {
    const tree = await ingest(blobs, request, { limits: { compressedBytes: limit } });
    return {
      treeDigest: tree.digest,
      blobKey: treeKey(tree.digest),
      sizeBytes: tree.bytes,
      fileCount: tree.files.length,
      source: 'upload',
      sourceReference: {},
    };
  } catch (error) {
    if (!(error instanceof IngestRefused)) throw error;
    throw new Problem(tooLarge.has(error.code) ? 'too-large' : 'archive-refused', error.message, {
      faults: [{ at: error.entry ?? 'body', message: `${error.code}: ${error.message}` }],
    });
  } finally {
    clearTimeout(timer);
  }
}
