import type { FileSpec } from './generated-file.ts';
import type { LinkProfile } from './link/profile.ts';

/** What is run and graded once: declared as data, so that any engine can run it and any regrade can read it. */
export interface Case {
  /**
   * A contract: `pair/<client>/<server>`, `reference/<program>`, `peer/<program>/<name>`, `usage/<program>/<name>`,
   * `weather/<profile>/<client>/<server>`, `loss/30/both/seed-1`, …
   */
  readonly id: string;
  /** The subject that the case belongs to; a pair belongs to its client's. */
  readonly subject: string;
  readonly title: string;
  readonly group: string;
  readonly link: LinkProfile;
  /** How late the link may send a packet (99 of 100) before the case is run again. Milliseconds. */
  readonly lagBudgetMs: number;
  /** Runs that the verdict needs; none for a static case, which is judged from the source tree alone. */
  readonly trials: readonly Trial[];
}

/** One run of a case in a fresh state of both endpoints. */
export interface Trial {
  readonly name: string;
  /** The port that programs are told to use, as `{port}`. */
  readonly port: number;
  readonly server?: ServerSide;
  readonly client?: ClientSide;
}

export interface ServerSide {
  readonly program: ProgramRef;
  readonly args: readonly string[];
  /**
   * Ready when it listens here: the trial's port, or the one that a program which ignores its argument is known for.
   * null: it is not to listen at all but to end by itself.
   */
  readonly listensOn: number | null;
  /** How long it may take to listen, or to end. Milliseconds. */
  readonly withinMs: number;
  /**
   * Ready when its standard output holds this, whatever it listens on: only of a peer of ours, a student's word is no
   * proof.
   */
  readonly readyWhenItSays?: string;
  /** What it wrote and the engine compares at the trial's end. */
  readonly writes?: WrittenFiles;
}

/** Files that a peer of ours writes from what it receives. */
export interface WrittenFiles {
  readonly paths: readonly string[];
  /** What was sent: each file should be one of these. */
  readonly expected: readonly FileSpec[];
}

export interface ClientSide {
  readonly runs: readonly ClientRun[];
  /** At the same time; else one after the other. */
  readonly together?: boolean;
}

export interface ClientRun {
  readonly program: ProgramRef;
  readonly args: readonly string[];
  readonly wallMs: number;
  /** Skip this run if an earlier one did not exit by itself with status 0. */
  readonly onlyAfterSuccess: boolean;
  /** Its standard input; what the program's own plan says if not given. */
  readonly stdin?: FileSpec;
  /** Files that are there when it starts; paths are absolute. */
  readonly files?: readonly { readonly path: string; readonly content: FileSpec }[];
  /** It is stopped so long after the server's standard output held one of these: by then the outcome is certain. */
  readonly stopAfter?: readonly { readonly serverSays: string; readonly ms: number }[];
}

/** Whose program: the student's (built from the submission) or a peer of the kit (from its peers image). */
export type ProgramRef =
  | { readonly kind: 'student'; readonly id: string }
  | { readonly kind: 'peer'; readonly name: string };

/** The endpoints' addresses: the same in every lab, so that nothing depends on who is graded when. */
export const endpointAddress = { client: '10.77.0.1', server: '10.77.0.2' } as const;
export type EndpointSide = keyof typeof endpointAddress;
