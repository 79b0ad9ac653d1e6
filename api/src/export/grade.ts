/** One student's line in an export: what the team has, with what identifies the student outside. */
export interface Grade {
  readonly name: string;
  readonly email: string | null;
  readonly externalId: string | null;
  readonly section: string | null;
  readonly team: string;
  readonly submissionId: string | null;
  readonly receivedAt: string | null;
  readonly score: {
    readonly raw: number;
    readonly late: number;
    readonly adjustment: number;
    readonly final: number;
    readonly max: number;
  } | null;
}

type Identity = Pick<Grade, 'name' | 'email' | 'externalId' | 'section'>;

/** A team with its present score, for all of its members. */
export interface TeamGrades {
  readonly teamId: string;
  /** That the score rests on; null without one. */
  readonly runId: string | null;
  readonly grade: Omit<Grade, keyof Identity>;
  readonly members: readonly Identity[];
}

export interface ExportedAssignment {
  readonly title: string;
  /** Points that the assignment is out of; 0 while nothing has been graded. */
  readonly max: number;
}
