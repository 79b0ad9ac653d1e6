import type { MatrixEntry, MatrixMember, OpenMatrixRun, PresentCell } from '@gradewire/db';
import type { z } from 'zod';
import type { MatrixNames } from '../contracts/assignment.ts';

interface ForReader {
  /** What students see of it. */
  readonly names: z.infer<typeof MatrixNames>;
  /** The reader's. */
  readonly ownTeamId: string | null;
  readonly members: readonly MatrixMember[];
}

export interface WholeMatrix extends ForReader {
  readonly cells: readonly PresentCell[];
  readonly runs: readonly OpenMatrixRun[];
}

export interface WholeHistory extends ForReader {
  /** Of one pair, oldest first. */
  readonly entries: readonly MatrixEntry[];
}
