import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { CourseRole, Id, PageOf, PageQuery, Time, Title } from './fields.ts';

/**
 * What a key may be used for; what its owner may do is decided by the role in the course, and both must allow it.
 * `site` makes courses: the key of the first start has it.
 */
export const Scope = z.enum(['read', 'submit', 'grade', 'manage', 'site']);
export type Scope = z.infer<typeof Scope>;

export const Key = z
  .object({
    id: Id,
    name: Title,
    prefix: z.string().meta({ description: 'The first characters, by which keys are told apart' }),
    courseId: Id.nullable(),
    scopes: z.array(Scope),
    createdAt: Time,
    expiresAt: Time.nullable(),
    lastUsedAt: Time.nullable(),
    revokedAt: Time.nullable(),
  })
  .meta({ id: 'Key' });

export const NewKey = z.strictObject({
  name: Title,
  courseId: Id.optional().meta({ description: 'Good for this course only' }),
  scopes: z.array(Scope).min(1),
  expiresAt: Time.optional(),
});

export const IssuedKey = Key.extend({ key: z.string().meta({ description: 'Shown this once' }) }).meta({
  id: 'IssuedKey',
});

export const Me = z.object({
  userId: Id,
  name: z.string(),
  scopes: z.array(Scope),
  courses: z.array(z.object({ id: Id, slug: z.string(), title: z.string(), role: CourseRole, teamId: Id.nullable() })),
});

export const whoAmI = endpoint({
  id: 'whoAmI',
  method: 'get',
  path: '/v1/me',
  tag: 'Keys',
  summary: 'Who the key belongs to, and the courses it reaches',
  scope: 'read',
  answer: {
    status: 200,
    body: Me,
  },
});

export const listKeys = endpoint({
  id: 'listKeys',
  method: 'get',
  path: '/v1/keys',
  tag: 'Keys',
  summary: 'Your own keys, newest first, without the keys themselves',
  scope: 'read',
  query: PageQuery,
  answer: { status: 200, body: PageOf(Key) },
});

export const createKey = endpoint({
  id: 'createKey',
  method: 'post',
  path: '/v1/keys',
  tag: 'Keys',
  summary: 'Make a key of your own with at most the rights of the one used',
  scope: 'read',
  body: NewKey,
  answer: { status: 201, body: IssuedKey },
  problems: ['not-found'],
});

const personParams = z.object({ courseId: Id, userId: Id });

export const createKeyFor = endpoint({
  id: 'createKeyFor',
  method: 'post',
  path: '/v1/courses/{courseId}/people/{userId}/keys',
  tag: 'Keys',
  summary: 'Make a key for somebody below your own role in your course, good for this course only',
  scope: 'manage',
  params: personParams,
  body: NewKey.omit({ courseId: true }),
  answer: { status: 201, body: IssuedKey },
});

export const listKeysOf = endpoint({
  id: 'listKeysOf',
  method: 'get',
  path: '/v1/courses/{courseId}/people/{userId}/keys',
  tag: 'Keys',
  summary: 'Keys for your course only of somebody below your own role, newest first, without the keys themselves',
  scope: 'read',
  params: personParams,
  query: PageQuery,
  answer: { status: 200, body: PageOf(Key) },
});

export const revokeKeyOf = endpoint({
  id: 'revokeKeyOf',
  method: 'delete',
  path: '/v1/courses/{courseId}/people/{userId}/keys/{keyId}',
  tag: 'Keys',
  summary: 'Revoke a key for your course only of somebody below your own role; it stops working at once',
  scope: 'manage',
  params: personParams.extend({ keyId: Id }),
  answer: { status: 204 },
});

export const revokeKey = endpoint({
  id: 'revokeKey',
  method: 'delete',
  path: '/v1/keys/{keyId}',
  tag: 'Keys',
  summary: 'Revoke a key; it stops working at once',
  scope: 'read',
  params: z.object({ keyId: Id }),
  answer: { status: 204 },
});
