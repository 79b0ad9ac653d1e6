import 'express-session';

/** Somebody who signed in. */
export interface SignedIn {
  readonly userId: string;
  /** The GitHub account that it was with, in decimal digits: if it is the person's no more, the session is over. */
  readonly githubId: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** A sign-in that GitHub has not answered yet. */
export interface Pending {
  readonly state: string;
  /** RFC 7636: GitHub gets its hash first, and itself with the code. */
  readonly verifier: string;
  readonly returnTo: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** The person who wants to sign in with the account from now on. */
  readonly link?: string;
}

declare module 'express-session' {
  interface SessionData {
    signedIn?: SignedIn;
    pending?: readonly Pending[];
  }
}
