import type { Kit } from '@gradewire/core';
import type { Database, Prisma } from '@gradewire/db';
import type { BlobStore } from '@gradewire/storage';
import type { Octokit } from '@octokit/core';
import type { Logger } from 'pino';
import type { GitHubClient } from './app/client.ts';
import type { GitHubConfig } from './config.ts';

/** What acting on GitHub's events takes. */
export interface Acting {
  readonly db: Database;
  readonly blobs: BlobStore;
  readonly kits: readonly Kit<never>[];
  readonly config: GitHubConfig;
  readonly client: GitHubClient;
  readonly log: Logger;
  /** Aborted when the server stops: what is underway is taken up again at the next start. */
  readonly signal: AbortSignal;
}

export const withAssignment = { assignment: { include: { course: true } } } satisfies Prisma.RepositoryBindingInclude;
/** A repository that an assignment is handed in by. */
export type Binding = Prisma.RepositoryBindingGetPayload<{ include: typeof withAssignment }>;

/** The bindings of a repository: of one for each assignment that is handed in by it; of archived courses if they are asked for. */
export function bindingsOf(
  { db }: Pick<Acting, 'db'>,
  repositoryId: number,
  { archived = false } = {},
): Promise<Binding[]> {
  return db.prisma.repositoryBinding.findMany({
    where: { githubRepositoryId: BigInt(repositoryId), assignment: { course: archived ? {} : { archivedAt: null } } },
    include: withAssignment,
    orderBy: { id: 'asc' },
  });
}

/** A repository as addresses name it. */
export function placeOf({ fullName }: Pick<Binding, 'fullName'>): { owner: string; repo: string } {
  const [owner = '', repo = ''] = fullName.split('/');
  return { owner, repo };
}

export function octokitOf({ client }: Pick<Acting, 'client'>, binding: Binding): Promise<Octokit> {
  return client.asInstallation(binding.githubInstallationId);
}
