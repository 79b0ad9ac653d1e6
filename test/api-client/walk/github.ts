import assert from 'node:assert/strict';
import { type ApiClient, done, refused } from '../client.ts';
import type { Ground } from '../ground.ts';
import type { Assignment } from './assignments.ts';
import type { Course } from './courses.ts';

/** Before there is a GitHub App, and with one. */
export async function walkGithub(ground: Ground, course: Course, { assignmentId }: Assignment) {
  const { courseId, teamId } = course;
  const here = { params: { path: { courseId } } };
  const red = { repository: 'uni/red', assignment: assignmentId, mode: 'team-repository' as const, team: teamId };
  const bodyOf = (installation: number) => ({ installation, repositories: [red] });
  const before = ground.owner.POST('/v1/courses/{courseId}/github', { ...here, body: bodyOf(1) });
  await refused(before, 'unavailable', /No GitHub App/);
  const { address } = await done(ground.owner.POST('/v1/github/setup'));
  assert.match(address, /\/github\/setup\?state=/);
  await refused(ground.owner.POST('/v1/me/github'), 'unavailable', /not set up/);

  const { owner, installation } = await ground.connected();
  await ground.github.createRepository('uni/red', { files: { 'README.md': 'Red\n' } });
  const { sha } = await ground.github.push('uni/red', 'main', { 'python/client.py': 'print(5)\n' }, 'teacher');
  const bind = (id: number) => owner.POST('/v1/courses/{courseId}/github', { ...here, body: bodyOf(id) });
  await refused(bind(4_711_000), 'conflict', /not there/);
  const [bound] = (await done(bind(installation))).items;
  assert.deepEqual([bound?.repository, bound?.team, bound?.unreachable], ['uni/red', teamId, null]);
  const listed = await done(owner.GET('/v1/courses/{courseId}/github', here));
  assert.deepEqual(listed.items, [bound]);
  const one = { params: { path: { courseId, repositoryId: bound!.id } } };
  const body = { repository: 'uni/red', commit: sha };
  const byReference = { params: { path: { assignmentId }, query: { team: teamId } }, body };
  const sent = await done(owner.POST('/v1/assignments/{assignmentId}/submissions', byReference));
  assert.equal(sent.source, 'reference');
  await walkSetUp(ground, owner, course, { installation, repositoryId: bound!.id });
  await done(owner.DELETE('/v1/courses/{courseId}/github/{repositoryId}', one));
  await refused(owner.DELETE('/v1/courses/{courseId}/github/{repositoryId}', one), 'not-found');
  await refused(owner.POST('/v1/github/setup'), 'conflict', /App already/);
  assert.match((await done(owner.POST('/v1/me/github'))).address, /\/auth\/link\?word=/);
}

interface Where {
  readonly installation: number;
  readonly repositoryId: string;
}

/** What it takes to set a course up on GitHub. */
async function walkSetUp({ github }: Ground, owner: ApiClient, { courseId, ada }: Course, where: Where): Promise<void> {
  const { installation, repositoryId } = where;
  const here = { params: { path: { courseId } } };
  const staff = github.createUser('ada');
  github.createTeam('uni', 'Assistants', [staff]);
  const on = (account: string) => ({ params: { path: { account } } });
  const found = await done(owner.GET('/v1/github/installations/{account}', on('uni')));
  assert.deepEqual([found.id, found.kind, found.makesRepositories], [installation, 'organization', true]);
  await refused(owner.GET('/v1/github/installations/{account}', on('teacher')), 'conflict', /not installed/);
  await refused(ada.client.GET('/v1/github/installations/{account}', on('uni')), 'forbidden');
  const team = { params: { path: { account: 'uni', team: 'assistants' } } };
  const { items } = await done(owner.GET('/v1/github/installations/{account}/teams/{team}', team));
  assert.deepEqual(items, [{ id: staff.id, login: 'ada' }]);

  const accounts = { ...here, body: { installation } };
  const resolved = await done(owner.POST('/v1/courses/{courseId}/github/accounts', accounts));
  assert.deepEqual(resolved, { bound: 1, unknown: ['nobody-there'], taken: [], next: null });
  const files = [{ path: 'python/README.md', content: Buffer.from('Yours\n').toString('base64') }];
  const make = () => {
    const body = { installation, repository: 'uni/blue', files };
    return done(owner.POST('/v1/courses/{courseId}/github/repositories', { ...here, body }));
  };
  assert.deepEqual([(await make()).made, (await make()).made], [true, false]);
  const invited = await done(
    owner.POST('/v1/courses/{courseId}/github/{repositoryId}/members', {
      params: { path: { courseId, repositoryId } },
      body: { people: [ada.userId], permission: 'push' },
    }),
  );
  assert.deepEqual(invited.items, [{ userId: ada.userId, outcome: 'member' }], 'whom the organisation has already');
}
