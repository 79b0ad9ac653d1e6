import { z } from 'zod';
import type { Endpoint } from '../http/endpoint.ts';
import { type ProblemName, problemBase, problemTypes } from '../http/problem.ts';
import type { ApiResponse, Reference } from './openapi.ts';
import type { JsonSchema, Schemas } from './schemas.ts';

const Problem = z
  .object({
    type: z.string().meta({ examples: [`${problemBase}not-found`] }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    requestId: z.string().meta({ description: 'Also in the log, and in the header X-Request-Id' }),
    errors: z.array(z.object({ at: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });

const text = { type: 'string' } as const;

/** What comes with every problem of a status, besides the body. */
const headers: Readonly<Record<number, ApiResponse['headers']>> = {
  401: { 'WWW-Authenticate': { description: 'RFC 6750', schema: text } },
  429: { 'Retry-After': { description: 'Seconds until it is worth trying again', schema: text } },
};

/** Those that every endpoint has. */
export const everywhere: readonly ProblemName[] = ['invalid-query', 'rate-limited', 'internal', 'unavailable'];

/** Problems that follow from what an endpoint is, besides those that it names. */
export function problemsOf(contract: Pick<Endpoint, 'scope' | 'params' | 'query' | 'headers' | 'body' | 'problems'>) {
  const { scope, params, body } = contract;
  const names = new Set<ProblemName>(contract.problems);
  if (scope !== null) names.add('unauthenticated').add('forbidden');
  if (params) names.add('not-found').add('malformed-request');
  if (contract.headers) names.add('malformed-request');
  if (body !== undefined) names.add('malformed-request').add('too-large').add('unsupported-media-type');
  if (body === 'archive' || body === 'source') names.add('archive-refused');
  if (body === 'source') names.add('invalid-body').add('source-unavailable');
  else if (body !== undefined && body !== 'csv') names.add('invalid-body');
  for (const name of everywhere) names.add(name);
  return names;
}

/** Each combination of problems that share a status is described once, and referred to. */
export function collectProblems(schemas: Schemas) {
  const named: Record<string, ApiResponse> = {};

  function collect(status: number, found: readonly ProblemName[]): Reference {
    const names = found.toSorted();
    const id = names.join('.');
    const types: JsonSchema = { properties: { type: { enum: names.map((name) => problemBase + name) } } };
    const told = headers[status];
    named[id] ??= {
      description: names.map((name) => `\`${problemBase}${name}\`: ${problemTypes[name].title}`).join('; '),
      ...(told && { headers: told }),
      content: { 'application/problem+json': { schema: { allOf: [schemas.answered(Problem), types] } } },
    };
    return { $ref: `#/components/responses/${id}` };
  }

  return {
    named,
    /** By status. */
    of(contract: Endpoint): Record<string, Reference> {
      const byStatus = Map.groupBy(problemsOf(contract), (name) => problemTypes[name].status);
      const sorted = [...byStatus].sort(([one], [other]) => one - other);
      return Object.fromEntries(sorted.map(([status, names]) => [status, collect(status, names)]));
    },
  };
}
