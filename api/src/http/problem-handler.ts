import { InfrastructureFault } from '@gradewire/core';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { endpoints } from '../contracts/index.ts';
import { isDatabaseAway } from './database-away.ts';
import { Problem, problemBody } from './problem.ts';

/** What body-parser and express throw: `type` and `status` say what for. */
interface HttpError {
  readonly type?: string;
  readonly status?: number;
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof InfrastructureFault) {
    return new Problem('unavailable', 'A part of the service does not answer; try again shortly.', {
      headers: { 'Retry-After': '5' },
      cause: error,
    });
  }
  const { type, status } = (error ?? {}) as HttpError;
  if (type === 'entity.parse.failed') {
    return new Problem('malformed-request', `The body is not JSON: ${(error as Error).message}.`);
  }
  if (type === 'entity.too.large') return new Problem('too-large', 'The body is larger than this endpoint accepts.');
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') {
    return new Problem('unsupported-media-type', (error as Error).message);
  }
  if (type === 'request.aborted' || type === 'request.size.invalid') {
    return new Problem('malformed-request', 'The body ended before it was complete.');
  }
  if (error instanceof URIError || status === 400) {
    return new Problem('malformed-request', 'The address or the body is not well formed.');
  }
  if (isDatabaseAway(error)) {
    return new Problem('unavailable', 'The database does not answer; try again shortly.', {
      headers: { 'Retry-After': '5' },
      cause: error,
    });
  }
  return new Problem('internal', 'The service failed; the log has the cause under this request id.', { cause: error });
}

/** Whatever was thrown, as problem+json; what is our fault is logged with its cause, which is never sent. */
export const problemHandler: ErrorRequestHandler = (error, request, response, next) => {
  const problem = asProblem(error);
  if (problem.status >= 500) request.log?.error({ err: problem.cause ?? problem }, problem.message);
  if (response.headersSent) {
    next(error);
    return;
  }
  // What is left of an upload is not read: the connection cannot carry another request.
  if (!request.complete) response.set('Connection', 'close');
  response
    .status(problem.status)
    .set(problem.headers)
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify({ ...problemBody(problem, request.originalUrl.split('?')[0]!), requestId: request.id }));
};

const addresses = endpoints.map(({ method, path }) => ({
  method: method.toUpperCase(),
  pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}/?$`),
}));

export const unknownAddress: RequestHandler = ({ path }) => {
  const methods = addresses.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  if (methods.length === 0)
    throw new Problem('not-found', 'There is nothing at this address; /docs lists what there is.');
  const allowed = methods.sort().join(', ');
  throw new Problem('method-not-allowed', `This address takes ${allowed} only.`, { headers: { Allow: allowed } });
};
