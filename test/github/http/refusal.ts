import type { z } from 'zod';

export interface FieldError {
  readonly resource: string;
  readonly field: string;
  readonly code: string;
  readonly message?: string;
}

/** An error answer of GitHub: its status, `message`, and the `errors` of a 422. */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: readonly (FieldError | string)[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    { errors, headers = {} }: { errors?: readonly (FieldError | string)[]; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}

export const notFound = () => new Refusal(404, 'Not Found');
export const badCredentials = () => new Refusal(401, 'Bad credentials');
export const notAccessible = () => new Refusal(403, 'Resource not accessible by integration');
export const invalid = (message: string, errors?: readonly (FieldError | string)[]) =>
  new Refusal(422, message, errors === undefined ? {} : { errors });

/** The request's body as `schema` reads it. @throws {Refusal} 422, as GitHub words a breach of its schema */
export function parsed<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const read = schema.safeParse(body ?? {});
  if (read.success) return read.data;
  const lines = read.error.issues.map((issue) =>
    issue.path.length === 0 ? issue.message : `For '${issue.path.join('/')}', ${issue.message}`,
  );
  throw invalid(`Invalid request.\n\n${lines.join('\n')}`);
}
