import { type AttemptEnding, type Database, heartbeat } from '@gradewire/db';
import { repeat } from '../dispatch/repeat.ts';

/** The run was taken away: its lease ran out, or it was cancelled. Nothing of the attempt may be written. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
  readonly ending: AttemptEnding | null;
  constructor(ending: AttemptEnding | null) {
    super(`the claim is lost: ${ending ?? 'there is no such attempt'}`);
    this.ending = ending;
  }
}

export interface LeaseOptions {
  readonly db: Pick<Database, 'pool'>;
  readonly fence: string;
  readonly leaseMs: number;
  /** Told to those who wait, with each beat. */
  readonly progress: () => Record<string, unknown>;
  readonly onLost: (lost: ClaimLost) => void;
  /** A beat that did not reach the database; the next one may. */
  readonly onError: (error: unknown) => void;
}

/** Who waits for a result looks at it every so often; a lease is kept at least three times over. Milliseconds. */
const mostBetweenBeatsMs = 2000;

/** Keeps a claim until it is disposed of. */
export function keepLease({ db, fence, leaseMs, progress, onLost, onError }: LeaseOptions): AsyncDisposable {
  let lost = false;
  const beat = async () => {
    if (lost) return;
    const answer = await heartbeat(db.pool, fence, leaseMs, progress());
    if (answer.kept) return;
    lost = true;
    onLost(new ClaimLost(answer.ending));
  };
  return repeat(Math.min(leaseMs / 3, mostBetweenBeatsMs), beat, onError);
}
