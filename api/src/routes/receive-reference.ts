import { readTeamRepositories, type TeamRepository } from '@gradewire/db';
import type { Request } from 'express';
import express from 'express';
import type { Context } from '../app.ts';
import { SourceReference } from '../contracts/submission.ts';
import { troubleOf } from '../github/app/trouble.ts';
import { type Fetched, fetchSource } from '../github/source/fetch-source.ts';
import { stillThere } from '../github/source/frozen-source.ts';
import { Problem } from '../http/problem.ts';
import type { Received } from './receive-archive.ts';

const maxBytes = 4096;
const read = express.json({ limit: maxBytes });

/**
 * Freezes the commit that the request names, of a repository that is bound to the team and the assignment; what was frozen
 * of it before is taken again. It is looked for at once, while it is found out whose submission it is; nothing is told, and
 * GitHub not asked, before the returned function is called with that. It throws a Problem: what is not the team's, or not
 * there, is told as one and the same.
 */
export function receiveReference(
  context: Pick<Context, 'db' | 'blobs' | 'github'>,
  request: Request,
  assignmentId: string,
): (teamId: string) => Promise<Received> {
  const found = lookFor(context, request, assignmentId);
  // Who may not hand in does not hear of it.
  found.catch(() => {});
  return async (teamId) => {
    const { reference, repositories } = await found;
    const { repository, commit } = reference;
    const bound = repositories.find((one) => one.teamId === teamId);
    if (bound === undefined) throw notBound(repository);
    const { source, lacking } = bound.kept ?? (await fetched(context, bound, commit));
    const [first] = lacking;
    if (first) {
      const message = `${first.code}: only a reference is in the repository, not the files themselves`;
      throw new Problem('archive-refused', `${first.entry}: ${message}`, { faults: [{ at: first.entry, message }] });
    }
    const { fullName, githubRepositoryId } = bound;
    return {
      ...source,
      source: 'reference',
      sourceReference: { repository: fullName, commit },
      githubRepositoryId,
      headSha: commit,
    };
  };
}

async function lookFor(context: Pick<Context, 'db' | 'blobs'>, request: Request, assignmentId: string) {
  const reference = await readReference(request);
  const named = await readTeamRepositories(context.db.pool, assignmentId, reference);
  const repositories = named.map(async (one) => ({ ...one, kept: await stillThere(context, one.frozen) }));
  return { reference, repositories: await Promise.all(repositories) };
}

function notBound(repository: string): Problem {
  return new Problem(
    'source-unavailable',
    `${repository} is not bound to this team and assignment; send the files as an archive, or ask for the binding.`,
  );
}

async function fetched(
  { blobs, github }: Pick<Context, 'blobs' | 'github'>,
  { fullName, githubInstallationId }: TeamRepository,
  commit: string,
): Promise<Extract<Fetched, { source: unknown }>> {
  const client = github();
  if (client === undefined) throw notBound(fullName);
  const octokit = await client.asInstallation(githubInstallationId);
  const signal = new AbortController().signal;
  const found = await fetchSource({ blobs, signal }, octokit, { fullName }, commit).catch((error) => {
    const trouble = troubleOf(error);
    if (trouble === undefined) throw error;
    throw new Problem('source-unavailable', `GitHub does not give ${fullName} now: ${trouble.kind}.`, { cause: error });
  });
  if ('vanished' in found) throw new Problem('source-unavailable', `There is no commit ${commit} in ${fullName}.`);
  if ('refused' in found) {
    const { code, entry, message } = found.refused;
    throw new Problem('archive-refused', message, {
      faults: [{ at: entry ?? 'commit', message: `${code}: ${message}` }],
    });
  }
  return found;
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
