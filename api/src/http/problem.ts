/** What can go wrong, by the last part of its type's URI: stable, clients rely on it. Nothing is ever renamed. */
export const problemTypes = {
  'malformed-request': { status: 400, title: 'The request is not what this endpoint reads' },
  'invalid-body': { status: 400, title: 'The body is not valid' },
  'invalid-query': { status: 400, title: 'A parameter is not valid' },
  'archive-refused': { status: 400, title: 'The archive is refused' },
  unauthenticated: { status: 401, title: 'No valid API key' },
  'invalid-signature': { status: 401, title: 'The delivery is not signed as it must be' },
  forbidden: { status: 403, title: 'The key or the role does not allow this' },
  'not-found': { status: 404, title: 'There is no such thing, or it is not yours to see' },
  'method-not-allowed': { status: 405, title: 'The resource does not know this method' },
  conflict: { status: 409, title: 'It contradicts what is there' },
  'trial-needed': { status: 409, title: 'The version has had no trial that was graded' },
  'not-open': { status: 409, title: 'The assignment takes no submissions now' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body has a type that is not read here' },
  'source-unavailable': { status: 422, title: 'The repository or the commit cannot be had' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was used for something else' },
  'invalid-roster': { status: 422, title: 'The roster has lines that cannot be read' },
  'quota-exhausted': { status: 429, title: 'No self-check is left for now' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'The service failed' },
  unavailable: { status: 503, title: 'A part that the service needs does not answer' },
} as const;
export type ProblemName = keyof typeof problemTypes;

export const problemBase = '/problems/';

/** One thing that is wrong with the input: where, and why. `at` is a path such as `body.points.client` or `line 7`. */
export interface Fault {
  readonly at: string;
  readonly message: string;
}

/** An answer that is not a success: thrown by whatever finds it, turned into problem+json (RFC 9457) in one place. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly type: ProblemName;
  readonly status: number;
  readonly faults: readonly Fault[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    type: ProblemName,
    detail: string,
    more: { faults?: readonly Fault[]; headers?: Readonly<Record<string, string>>; cause?: unknown } = {},
  ) {
    super(detail, { cause: more.cause });
    this.type = type;
    this.status = problemTypes[type].status;
    this.faults = more.faults ?? [];
    this.headers = more.headers ?? {};
  }
}

/** The same answer for what is not there and what is not the caller's: one cannot be told from the other. */
export function notFound(what: string): Problem {
  return new Problem('not-found', `There is no such ${what}, or it is not yours to see.`);
}

export function problemBody(problem: Problem, instance: string): Record<string, unknown> {
  return {
    type: problemBase + problem.type,
    title: problemTypes[problem.type].title,
    status: problem.status,
    detail: problem.message,
    instance,
    ...(problem.faults.length > 0 ? { errors: problem.faults } : {}),
  };
}
