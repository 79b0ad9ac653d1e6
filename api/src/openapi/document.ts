import type { z } from 'zod';
import { endpoints } from '../contracts/index.ts';
import { archiveTypes, SourceReference } from '../contracts/submission.ts';
import { type Endpoint, isOptional } from '../http/endpoint.ts';
import type { ApiResponse, Content, OpenApi, Operation, Parameter } from './openapi.ts';
import { collectProblems } from './problems.ts';
import { collectSchemas, type JsonSchema, type Schemas } from './schemas.ts';

const text: JsonSchema = { type: 'string' };

const description = `Autograding of network programs.

Send your key as \`Authorization: Bearer gw_…\`. Errors are \`application/problem+json\` (RFC 9457): \`type\` is stable, and \
\`detail\` says what is wrong. Every answer has \`X-Request-Id\`, which is yours if you sent one, and the headers \`RateLimit\` \
and \`RateLimit-Policy\`. Lists have pages: send \`next\` as \`cursor\` until it is null. Answers may get more fields; \
parameters that an endpoint does not have are refused.`;

function contentOf(types: readonly string[], schema: (type: string) => JsonSchema): Content {
  return Object.fromEntries(types.map((type) => [type, { schema: schema(type) }]));
}

function parameters(place: Parameter['in'], schema: z.ZodObject | undefined, { sent }: Schemas): Parameter[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = sent(schema);
  return Object.entries(properties).map(([name, described]) => {
    const { description, ...one } = described as JsonSchema;
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: one,
    };
  });
}

function requestBody(body: NonNullable<Endpoint['body']>, { sent }: Schemas): NonNullable<Operation['requestBody']> {
  if (body === 'csv') return { required: true, content: contentOf(['text/csv'], () => text) };
  if (body === 'archive' || body === 'source') {
    const archives = contentOf(archiveTypes, () => ({ ...text, format: 'binary' }));
    const reference = body === 'source' ? contentOf(['application/json'], () => sent(SourceReference)) : {};
    return { required: true, content: { ...archives, ...reference } };
  }
  return { required: !isOptional(body), content: contentOf(['application/json'], () => sent(body)) };
}

function success({ answer: { body, mediaTypes = [], headers = {} } }: Endpoint, { answered }: Schemas): ApiResponse {
  const types = body ? ['application/json', ...mediaTypes] : mediaTypes;
  const described = Object.entries(headers).map(([name, description]) => [name, { description, schema: text }]);
  const schemaOf = (type: string) => {
    if (type !== 'application/json') return text;
    return body ? answered(body) : { type: 'object' as const };
  };
  return {
    description: types.length === 0 ? 'Done; no body' : body ? 'Done' : 'The content',
    ...(described.length > 0 ? { headers: Object.fromEntries(described) } : {}),
    ...(types.length > 0 ? { content: contentOf(types, schemaOf) } : {}),
  };
}

/** The OpenAPI 3.1 document of all contracts. */
export function openApiDocument(version: string): OpenApi {
  const schemas = collectSchemas();
  const problems = collectProblems(schemas);
  const paths: Record<string, Record<string, Operation>> = {};
  for (const contract of endpoints) {
    const { body, params, query, headers, scope } = contract;
    const given = [
      ...parameters('path', params, schemas),
      ...parameters('query', query, schemas),
      ...parameters('header', headers, schemas),
    ];
    paths[contract.path] ??= {};
    paths[contract.path]![contract.method] = {
      operationId: contract.id,
      tags: [contract.tag],
      summary: contract.summary,
      description: [contract.description, scope && `Scope: \`${scope}\`.`].filter(Boolean).join(' '),
      ...(scope === null ? {} : { security: [{ key: [] }] }),
      ...(given.length > 0 ? { parameters: given } : {}),
      ...(body === undefined ? {} : { requestBody: requestBody(body, schemas) }),
      responses: { [contract.answer.status]: success(contract, schemas), ...problems.of(contract) },
    };
  }
  const sorted = <T>(named: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(named).sort(([one], [other]) => (one < other ? -1 : 1)));
  const key = { type: 'http', scheme: 'bearer', description: 'An API key: `gw_` and 43 characters' };
  return {
    openapi: '3.1.0',
    info: { title: 'Gradewire', version, description, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    paths,
    components: { securitySchemes: { key }, schemas: sorted(schemas.named), responses: sorted(problems.named) },
  };
}
