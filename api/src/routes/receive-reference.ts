import type { Request } from 'express';
import express from 'express';
import type { Context } from '../app.ts';
import { SourceReference } from '../contracts/submission.ts';
import { withAssignment } from '../github/acting.ts';
import { troubleOf } from '../github/app/trouble.ts';
import { fetchSource } from '../github/source/fetch-source.ts';
import { Problem } from '../http/problem.ts';
import type { Received } from './receive-archive.ts';

const maxBytes = 4096;
const read = express.json({ limit: maxBytes });

/**
 * Freezes the commit that the request names, of a repository that is bound to the team and the assignment. Throws a
 * Problem: what is not the team's, or not there, is told as one and the same.
 */
export async function receiveReference(
  context: Pick<Context, 'db' | 'blobs' | 'github'>,
  request: Request,
  { assignmentId, teamId }: { readonly assignmentId: string; readonly teamId: string },
): Promise<Received> {
  const { repository, commit } = await readReference(request);
  const binding = await context.db.prisma.repositoryBinding.findFirst({
    where: { assignmentId, teamId, fullName: { equals: repository, mode: 'insensitive' } },
    include: withAssignment,
  });
  const client = context.github();
  if (binding === null || client === undefined) {
    throw new Problem(
      'source-unavailable',
      `${repository} is not bound to this team and assignment; send the files as an archive, or ask for the binding.`,
    );
  }
  const octokit = await client.asInstallation(binding.githubInstallationId);
  const signal = new AbortController().signal;
  const fetched = await fetchSource({ blobs: context.blobs, signal }, octokit, binding, commit).catch((error) => {
    const trouble = troubleOf(error);
    if (trouble === undefined) throw error;
    throw new Problem('source-unavailable', `GitHub does not give ${repository} now: ${trouble.kind}.`, {
      cause: error,
    });
  });
  if ('vanished' in fetched) {
    throw new Problem('source-unavailable', `There is no commit ${commit} in ${repository}.`);
  }
  if ('refused' in fetched) {
    const { code, entry, message } = fetched.refused;
    throw new Problem('archive-refused', message, {
      faults: [{ at: entry ?? 'commit', message: `${code}: ${message}` }],
    });
  }
  const [lacking] = fetched.lacking;
  if (lacking) {
    const message = `${lacking.code}: only a reference is in the repository, not the files themselves`;
    throw new Problem('archive-refused', `${lacking.entry}: ${message}`, { faults: [{ at: lacking.entry, message }] });
  }
  return { ...fetched.source, source: 'reference', sourceReference: { repository: binding.fullName, commit } };
}

async function readReference(request: Request): Promise<SourceReference> {
  await new Promise<void>((resolve, reject) => {
    read(request, {} as never, (error?: unknown) => (error ? reject(error as Error) : resolve()));
  });
  const parsed = SourceReference.safeParse(request.body);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => ({
    at: ['body', ...path.map(String)].join('.'),
    message,
  }));
  throw new Problem('invalid-body', faults.map(({ at, message }) => `${at}: ${message}`).join('; '), { faults });
}
