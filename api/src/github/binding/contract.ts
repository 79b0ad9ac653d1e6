import { z } from 'zod';
import { Id } from '../../contracts/fields.ts';
import { endpoint } from '../../http/endpoint.ts';

const Mode = z.enum(['team-repository', 'class-repository']).meta({
  description:
    '`team-repository`: pushes to the hand-in branch and pull requests are the work of one team. `class-repository`: a pull ' +
    "request adds or changes its team's folders",
});
const Branch = z.string().min(1).max(255);

const NewBinding = z
  .strictObject({
    repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'is not owner/name'),
    assignment: Id,
    mode: Mode,
    team: Id.optional().meta({ description: 'Of a team-repository' }),
    handInBranch: Branch.optional().meta({ description: 'Instead of the default branch' }),
  })
  .refine(({ mode, team }) => (mode === 'team-repository') === (team !== undefined), {
    path: ['team'],
    message: 'a team-repository has a team, a class-repository none',
  });

export const Binding = z
  .object({
    id: Id,
    repository: z.string(),
    repositoryId: z.int().meta({ description: "GitHub's numeric id: names change, it does not" }),
    installation: z.int(),
    assignment: Id,
    mode: Mode,
    team: Id.nullable(),
    defaultBranch: z.string(),
    handInBranch: z.string().nullable(),
    unreachable: z.string().nullable().meta({ description: 'Why nothing is taken from it now' }),
  })
  .meta({ id: 'GitHubRepository' });

const params = z.object({ courseId: Id });

export const bindRepositories = endpoint({
  id: 'bindRepositories',
  method: 'post',
  path: '/v1/courses/{courseId}/github',
  tag: 'GitHub',
  summary: 'Say by which repositories assignments are handed in',
  description:
    'All of them or none. A repository that the assignment is handed in by already is changed. The GitHub App must be ' +
    'installed on each. The first time an installation is used in the course takes a key of the scope `site`, or somebody ' +
    'who is signed in as an owner on GitHub of what it is installed on.',
  scope: 'manage',
  params,
  body: z.strictObject({ installation: z.int().positive(), repositories: z.array(NewBinding).min(1).max(1000) }),
  answer: { status: 200, body: z.object({ items: z.array(Binding) }) },
  problems: ['conflict'],
});

export const listRepositories = endpoint({
  id: 'listRepositories',
  method: 'get',
  path: '/v1/courses/{courseId}/github',
  tag: 'GitHub',
  summary: 'The repositories that assignments are handed in by',
  scope: 'read',
  params,
  answer: { status: 200, body: z.object({ items: z.array(Binding) }) },
});

export const unbindRepository = endpoint({
  id: 'unbindRepository',
  method: 'delete',
  path: '/v1/courses/{courseId}/github/{repositoryId}',
  tag: 'GitHub',
  summary: 'Take nothing more from a repository for an assignment; what was handed in stays',
  scope: 'manage',
  params: z.object({ courseId: Id, repositoryId: Id }),
  answer: { status: 204 },
});
