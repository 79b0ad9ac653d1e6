import { type Database, submit } from '@gradewire/db';

export interface StudentOfClass {
  readonly teamId: string;
  readonly key: string;
  /** Bound to the team, with one commit that was frozen before. */
  readonly repository: string;
  readonly commit: string;
}

export interface OpenClass {
  readonly courseId: string;
  readonly assignmentId: string;
  readonly students: readonly StudentOfClass[];
}

/** A frozen tree, as a submission names it. */
interface Frozen {
  readonly treeDigest: string;
  readonly blobKey: string;
  readonly sizeBytes: number;
  readonly fileCount: number;
}

/** A course with a published Hello Internet and students who each are a team and have a key, made over the API. */
export async function openClass(url: string, ownerKey: string, size: number): Promise<OpenClass> {
  const headers = { Authorization: `Bearer ${ownerKey}` };
  async function ask<T>(address: string, type?: string, body?: string): Promise<T> {
    const sent =
      body === undefined ? { headers } : { method: 'POST', headers: { ...headers, 'Content-Type': type! }, body };
    const response = await fetch(url + address, sent);
    if (!response.ok) throw new Error(`${address}: ${await response.text()}`);
    return response.json() as Promise<T>;
  }
  const post = <T>(address: string, body: object) => ask<T>(address, 'application/json', JSON.stringify(body));

  const { id: courseId } = await post<Made>('/v1/courses', { slug: 'bench', title: 'Bench' });
  const { id: assignmentId } = await post<Made>(`/v1/courses/${courseId}/assignments`, {
    slug: 'hello',
    title: 'Hello',
  });
  const { id: version } = await post<Made>(`/v1/assignments/${assignmentId}/versions`, { kit: 'hello-internet' });
  const why = { withoutTrial: 'a benchmark' };
  await post(`/v1/assignments/${assignmentId}/versions/${version}/publish`, why);
  const lines = Array.from({ length: size }, (_, at) => `Student ${at},s${at}@example.edu,Team ${at}`);
  await ask(`/v1/courses/${courseId}/roster`, 'text/csv', ['name,email,team', ...lines].join('\n'));
  const students: StudentOfClass[] = [];
  for (let page: People | undefined; page === undefined || page.next !== null; ) {
    const cursor: string = page?.next ? `&cursor=${page.next}` : '';
    page = await ask<People>(`/v1/courses/${courseId}/people?limit=200${cursor}`);
    for (const { userId, teamId } of page.items.filter(({ role }) => role === 'student')) {
      const wish = { name: 'bench', scopes: ['read', 'submit'] };
      const { key } = await post<{ key: string }>(`/v1/courses/${courseId}/people/${userId}/keys`, wish);
      const at = students.length;
      students.push({ teamId, key, repository: `bench/team-${at}`, commit: at.toString(16).padStart(40, '0') });
    }
  }
  return { courseId, assignmentId, students };
}

interface Made {
  readonly id: string;
}

interface People {
  readonly items: readonly { readonly userId: string; readonly role: string; readonly teamId: string }[];
  readonly next: string | null;
}

/** Binds each team's repository, with a commit that a webhook has brought before. No GitHub is asked. */
export async function bindRepositories(db: Database, { courseId, assignmentId, students }: OpenClass, tree: Frozen) {
  const { currentVersionId } = await db.prisma.assignment.findUniqueOrThrow({ where: { id: assignmentId } });
  for (const [at, { teamId, repository, commit }] of students.entries()) {
    const githubRepositoryId = BigInt(at + 1);
    const ids = { id: crypto.randomUUID(), githubRepositoryId, githubInstallationId: 1n };
    const binding = { ...ids, courseId, assignmentId, teamId, fullName: repository, defaultBranch: 'main' };
    await db.prisma.repositoryBinding.create({ data: { ...binding, mode: 'team' } });
    const from = { source: 'github', githubRepositoryId, headSha: commit, receivedAt: new Date() } as const;
    const order = { versionId: currentVersionId!, reason: 'official' } as const;
    await submit(db.pool, { courseId, assignmentId, teamId, ...tree, ...from }, order);
  }
}
