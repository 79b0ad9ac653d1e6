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
  /** `lacking`: all that the tree holds only a reference to. */
  | { readonly source: Source; readonly lacking: readonly Lacking[] }
  /** The student can mend it. */
  | { readonly refused: IngestRefused }
  /** The commit is not there any more. */
  | { readonly vanished: string };

const LackingCode = z.enum(['submodule', 'lfs-pointer']);
const Lacking = z.object({ code: LackingCode, entry: z.string() });
export type Lacking = z.infer<typeof Lacking>;
/** `lackingInAll`: how many there are, where not all of them are written down. */
const KeptLacking = z.object({
  lacking: z.array(Lacking).default([]),
  lackingInAll: z.record(LackingCode, z.int()).optional(),
});
const mostKept = 20;

/** What is written down of it with the submission: the first ones. */
export function lackingToKeep(lacking: readonly Lacking[]): z.input<typeof KeptLacking> {
  if (lacking.length === 0) return {};
  const of = (code: Lacking['code']) => lacking.filter((one) => one.code === code);
  const [submodules, pointers] = [of('submodule'), of('lfs-pointer')];
  const first = [...submodules.slice(0, mostKept), ...pointers.slice(0, mostKept)];
  if (first.length === lacking.length) return { lacking: first };
  return { lacking: first, lackingInAll: { submodule: submodules.length, 'lfs-pointer': pointers.length } };
}

/** The same, as it was written down. */
export function keptLacking(sourceReference: unknown): z.output<typeof KeptLacking> {
  return KeptLacking.parse(sourceReference);
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

/**
 * What would be graded without it fails for a reason that nobody sees. Git holds no empty folders: one that is there is a
 * repository of its own, also where `.gitmodules` does not name it, or held nothing but what is left out.
 */
function lackingIn(notes: readonly IngestNote[]): Lacking[] {
  const pathsOf = (code: IngestNote['code']) => notes.find((note) => note.code === code)?.paths ?? [];
  const leftOut = pathsOf('version-control');
  const unnamed = pathsOf('empty-folder').filter((folder) => !leftOut.some((path) => path.startsWith(`${folder}/`)));
  return [
    ...[...pathsOf('submodule'), ...unnamed].map((entry) => ({ code: 'submodule' as const, entry })),
    ...pathsOf('lfs-pointer').map((entry) => ({ code: 'lfs-pointer' as const, entry })),
  ];
}
