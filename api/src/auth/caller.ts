import type { Scope } from '../contracts/key.ts';

/** Who asks, as far as the key tells. What they may do in a course, the enrollment tells: see course-access.ts. */
export interface Caller {
  readonly keyId: string;
  readonly userId: string;
  /** The only course that the key is good for; all of the user's if null. */
  readonly courseId: string | null;
  readonly scopes: ReadonlySet<Scope>;
}
