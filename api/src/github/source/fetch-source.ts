import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { type IngestNote, IngestRefused, ingest, treeKey } from '@gradewire/storage';
import type { Octokit } from '@octokit/core';
import { z } from 'zod';
import { type Acting, type Binding, placeOf } from '../acting.ts';
import { troubleOf } from '../app/trouble.ts';

/** A frozen tree as a submission names it. */
export interface Source {
  readonly treeDigest: string;
  readonly blobKey: string;
  readonly sizeBytes: number;
  readonly fileCount: number;
}

export type Fetched =
  /** `lacking`: what the tree holds only a reference to, and where. */
  | { readonly source: Source; readonly lacking: readonly Lacking[] }
  /** The student can mend it. */
  | { readonly refused: IngestRefused }
  /** The commit is not there any more. */
  | { readonly vanished: string };

const Lacking = z.object({ code: z.enum(['submodule', 'lfs-pointer']), entry: z.string() });
export type Lacking = z.infer<typeof Lacking>;
const Kept = z.object({ lacking: z.array(Lacking).default([]) });

/** What was written down of it with the submission. */
export function lackingOf(sourceReference: unknown): readonly Lacking[] {
  return Kept.parse(sourceReference).lacking;
}

/** What no repository can be the cause of. */
const notTheirs: ReadonlySet<string> = new Set(['upload-cut', 'unknown-format', 'archive-damaged', 'top-folder']);
/** From the first byte to the last. Milliseconds. */
const withinMs = 120_000;

/**
 * Freezes the tree of a commit from the tarball that GitHub makes of it: no clone, no token on any disk, nothing laid out.
 * The answer redirects to another host, which Node follows without our token. A fork's commits are found in the
 * repository of the pull request, too.
 */
export async function fetchSource(
  { blobs, signal }: Pick<Acting, 'blobs' | 'signal'>,
  octokit: Octokit,
  binding: Pick<Binding, 'fullName'>,
  sha: string,
): Promise<Fetched> {
  const enough = new AbortController();
  const limit = AbortSignal.any([signal, AbortSignal.timeout(withinMs), enough.signal]);
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/tarball/{ref}', {
      ...placeOf(binding),
      ref: sha,
      request: { parseSuccessResponseBody: false, signal: limit },
    });
    const archive = Readable.fromWeb(data as unknown as ReadableStream<Uint8Array>);
    // Whoever reads meets what goes wrong; the event, unheard, would end the process.
    archive.on('error', () => {});
    try {
      const { digest, bytes, files, notes } = await ingest(blobs, archive, { format: 'tar.gz', stripTop: true });
      const source = { treeDigest: digest, blobKey: treeKey(digest), sizeBytes: bytes, fileCount: files.length };
      return { source, lacking: lackingIn(notes) };
    } finally {
      // The rest of a refused archive is not to come.
      enough.abort();
      archive.destroy();
    }
  } catch (error) {
    signal.throwIfAborted();
    // Cut on the way to us: it may come whole the next time.
    if (error instanceof IngestRefused && !notTheirs.has(error.code)) {
      return { refused: error };
    }
    // The repository itself answered just before: it is the commit that is gone.
    if (troubleOf(error)?.kind === 'gone') return { vanished: (error as Error).message };
    throw error;
  }
}

/** What would be graded without it fails for a reason that nobody sees. */
function lackingIn(notes: readonly IngestNote[]): Lacking[] {
  return notes.flatMap(({ code, paths }) =>
    code === 'submodule' || code === 'lfs-pointer' ? paths.map((entry) => ({ code, entry })) : [],
  );
}
