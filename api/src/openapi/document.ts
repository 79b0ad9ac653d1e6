import { OpenAPIRegistry, OpenApiGeneratorV31, type ResponseConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { endpoints } from '../contracts/index.ts';
import { archiveTypes } from '../contracts/submission.ts';
import { type Endpoint, isOptional } from '../http/endpoint.ts';
import { type ProblemName, problemBase, problemTypes } from '../http/problem.ts';

const ProblemSchema = z
  .object({
    type: z.string().meta({ example: `${problemBase}not-found` }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    requestId: z.string().meta({ description: 'Also in the log, and in the header X-Request-Id' }),
    errors: z.array(z.object({ at: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });

const archiveSchema = { type: 'string', format: 'binary' } as const;

/** Problems that follow from what an endpoint is, besides those that it names. */
export function problemsOf({ scope, params, query, body, problems = [] }: Endpoint): ProblemName[] {
  const names = new Set<ProblemName>(problems);
  if (scope !== null) names.add('unauthenticated').add('forbidden');
  if (params) names.add('not-found');
  if (query) names.add('invalid-query');
  if (body !== undefined) names.add('malformed-request').add('too-large');
  if (body !== undefined && body !== 'archive') names.add('unsupported-media-type');
  if (body !== undefined && body !== 'archive' && body !== 'csv') names.add('invalid-body');
  return [...names.add('unavailable')];
}

function requestBody(body: Endpoint['body']) {
  if (body === undefined) return undefined;
  if (body === 'csv') return { required: true, content: { 'text/csv': { schema: { type: 'string' } as const } } };
  if (body !== 'archive') return { required: !isOptional(body), content: { 'application/json': { schema: body } } };
  return { required: true, content: Object.fromEntries(archiveTypes.map((type) => [type, { schema: archiveSchema }])) };
}

function success({ answer }: Endpoint): ResponseConfig {
  const { body, mediaType = 'application/json', headers } = answer;
  const described = Object.entries(headers ?? {}).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]);
  const description = body ? 'Done' : mediaType === 'application/json' ? 'Done; no body' : 'The content';
  return {
    description,
    ...(headers ? { headers: Object.fromEntries(described) } : {}),
    ...(body || mediaType !== 'application/json'
      ? { content: { [mediaType]: { schema: body ?? { type: 'string' } } } }
      : {}),
  };
}

function problemResponses(contract: Endpoint): Record<number, ResponseConfig> {
  const byStatus = Map.groupBy(problemsOf(contract), (name) => problemTypes[name].status);
  const responses = [...byStatus].map(([status, names]) => [
    status,
    {
      description: names.map((name) => `\`${problemBase}${name}\`: ${problemTypes[name].title}`).join('; '),
      content: { 'application/problem+json': { schema: ProblemSchema } },
    },
  ]);
  return Object.fromEntries(responses);
}

/** The OpenAPI 3.1 document of all contracts. */
export function openApiDocument(version: string) {
  const registry = new OpenAPIRegistry();
  const key = registry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key: `gw_` and 43 characters',
  });
  for (const contract of endpoints) {
    const { params, query, headers } = contract;
    const body = requestBody(contract.body);
    registry.registerPath({
      operationId: contract.id,
      method: contract.method,
      path: contract.path,
      tags: [contract.tag],
      summary: contract.summary,
      description: [contract.description, contract.scope && `Scope: \`${contract.scope}\`.`].filter(Boolean).join(' '),
      ...(contract.scope === null ? {} : { security: [{ [key.name]: [] }] }),
      request: {
        ...(params ? { params } : {}),
        ...(query ? { query } : {}),
        ...(headers ? { headers } : {}),
        ...(body ? { body } : {}),
      },
      responses: { [contract.answer.status]: success(contract), ...problemResponses(contract) },
    });
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Gradewire',
      version,
      description: 'Autograding of network programs',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
  });
}
