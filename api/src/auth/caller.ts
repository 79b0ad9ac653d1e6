import type { Scope } from '../contracts/key.ts';

/** Who asks, as far as the key or the session tells. What they may do in a course, the enrollment tells: see course-access.ts. */
export interface Caller {
  /** null: somebody who is signed in, in a browser. */
  readonly keyId: string | null;
  readonly userId: string;
  /** The only course that the key is good for; all of the user's if null. */
  readonly courseId: string | null;
  readonly scopes: ReadonlySet<Scope>;
}
