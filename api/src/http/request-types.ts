import type { Caller } from '../auth/caller.ts';

declare global {
  namespace Express {
    interface Request {
      /** Set by `serve` where the contract asks for a key. */
      caller?: Caller;
    }
  }
}
