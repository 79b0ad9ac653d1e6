import type { Database } from '@gradewire/db';
import type { Request } from 'express';
import type { ApiConfig } from '../../config.ts';
import type { Scope } from '../../contracts/key.ts';
import { Problem } from '../../http/problem.ts';
import type { Caller } from '../caller.ts';
import { isAtLeast } from '../course-access.ts';
import { requireSameOrigin } from './same-origin.ts';
import type { SignedIn } from './session-data.ts';

/** Making courses and the GitHub App stays with keys. */
const ofStudents: readonly Scope[] = ['read', 'submit'];
const ofStaff: readonly Scope[] = [...ofStudents, 'grade', 'manage'];

/** Who is signed in; undefined without a session, or with one that is over. */
export async function signedInPerson({ prisma }: Database, config: ApiConfig, request: Request) {
  const signedIn = request.session?.signedIn;
  if (signedIn === undefined) return undefined;
  const user = await prisma.user.findUnique({
    where: { id: signedIn.userId },
    include: { enrollments: { where: { leftAt: null }, include: { course: true }, orderBy: { createdAt: 'asc' } } },
  });
  if (user !== null && isInForce(signedIn, user.githubId, config)) return user;
  await new Promise<void>((resolve, reject) => {
    request.session.destroy((error) => (error ? reject(error) : resolve()));
  });
  return undefined;
}

function isInForce({ githubId, since }: SignedIn, now: bigint | null, { session }: ApiConfig): boolean {
  return String(now) === githubId && Date.now() < since + session.lifetimeMs;
}

/**
 * The caller behind a browser's session, which may do what the person's roles allow; undefined if there is none. Throws a
 * Problem where the request may have been made by another site, or where the roles do not suffice.
 */
export async function sessionCaller(
  db: Database,
  config: ApiConfig,
  request: Request,
  scope: Scope,
): Promise<Caller | undefined> {
  const person = await signedInPerson(db, config, request);
  if (person === undefined) return undefined;
  requireSameOrigin(request, config.github.publicUrl);
  const isStaff = person.enrollments.some(({ role }) => isAtLeast(role, 'assistant'));
  const scopes = new Set(isStaff ? ofStaff : ofStudents);
  if (!scopes.has(scope)) {
    throw new Problem(
      'forbidden',
      `This needs a key with the scope ${scope}; signed in you have ${[...scopes].join(', ')}.`,
    );
  }
  return { keyId: null, userId: person.id, courseId: null, scopes };
}
