/** GitHub's limits, in bytes of UTF-8 where a text may be long, and in characters. */
export const limits = {
  /** Of `summary` and of `text`. */
  textBytes: 65_535,
  titleCharacters: 255,
  annotationsPerRequest: 50,
  annotationMessageBytes: 64 * 1024,
  statusCharacters: 140,
  actions: 3,
} as const;

export type Conclusion = 'success' | 'failure' | 'neutral' | 'cancelled' | 'action_required';

/** A remark on a line, as the checks API takes it. */
export interface Annotation {
  /** In the repository. */
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
}

/** A button below the check: at most three, `label` 20 characters, `description` 40, `identifier` 20. */
export interface Action {
  readonly label: string;
  readonly description: string;
  readonly identifier: 'run-again' | 'run-official';
}

/** All that a check run says. Everything from students in it is made harmless already. */
export interface CheckRunContent {
  readonly status: 'queued' | 'in_progress' | 'completed';
  /** null until it is completed. */
  readonly conclusion: Conclusion | null;
  /** Plain text. */
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  /** Markdown; left out where the summary says it all. */
  readonly text?: string;
  readonly annotations: readonly Annotation[];
  readonly actions: readonly Action[];
}
