import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { Id, PageOf, PageQuery, Slug, Title } from './fields.ts';

export const Team = z
  .object({ id: Id, slug: z.string(), name: z.string(), members: z.array(z.object({ userId: Id, name: z.string() })) })
  .meta({ id: 'Team' });

export const listTeams = endpoint({
  id: 'listTeams',
  method: 'get',
  path: '/v1/courses/{courseId}/teams',
  tag: 'Courses',
  summary: 'Teams with their present members; a student sees the own one',
  scope: 'read',
  params: z.object({ courseId: Id }),
  query: PageQuery,
  answer: { status: 200, body: PageOf(Team) },
});

export const createTeam = endpoint({
  id: 'createTeam',
  method: 'post',
  path: '/v1/courses/{courseId}/teams',
  tag: 'Courses',
  summary: 'Make a team',
  scope: 'manage',
  params: z.object({ courseId: Id }),
  body: z.strictObject({ slug: Slug, name: Title, members: z.array(Id).max(50).default([]) }),
  answer: { status: 201, body: Team },
  problems: ['conflict'],
});

export const setMembers = endpoint({
  id: 'setMembers',
  method: 'put',
  path: '/v1/courses/{courseId}/teams/{teamId}/members',
  tag: 'Courses',
  summary: 'Say who is in the team from now on; whoever was in another team leaves it',
  scope: 'manage',
  params: z.object({ courseId: Id, teamId: Id }),
  body: z.strictObject({ members: z.array(Id).max(50) }),
  answer: { status: 200, body: Team },
});
