import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertProblem } from '../../api/src/testing/client.ts';
import { connected, stopServer } from './connected.ts';

after(stopServer);

test('a commit of the team’s own repository is handed in by name; what is not theirs, or not there, is refused', async () => {
  await using course = await connected();
  const { github, owner, assignmentId, db, blobs } = course;
  const ada = await course.student('ada');
  const bob = await course.student('bob');
  const files = { 'python/helloPython.py': 'print("hello")\n' };
  await github.createRepository('uni/red', { private: true, files: { 'README.md': 'Red\n' } });
  await course.bind('uni/red', { team: ada.teamId });
  const { sha: commit } = await github.push('uni/red', 'try', files, ada.account);
  const ask = (team: string, body: object) =>
    owner.post(`/v1/assignments/${assignmentId}/submissions?team=${team}`, body);

  const sent = await ask(ada.teamId, { repository: 'UNI/red', commit });
  assert.equal(sent.status, 202, sent.text);
  const row = await db.prisma.submission.findUniqueOrThrow({ where: { id: sent.body.id } });
  assert.equal(row.source, 'reference');
  assert.equal(row.headSha, commit);
  assert.deepEqual(row.sourceReference, { repository: 'uni/red', commit });
  assert.equal(row.fileCount, 2);

  assertProblem(await ask(bob.teamId, { repository: 'uni/red', commit }), 422, 'source-unavailable', /not bound/);
  const gone = await ask(ada.teamId, { repository: 'uni/red', commit: 'f'.repeat(40) });
  assertProblem(gone, 422, 'source-unavailable', /no commit f/);
  assertProblem(await ask(ada.teamId, { repository: 'red', commit }), 400, 'invalid-body', /owner\/name/);
  assertProblem(await ask(ada.teamId, { repository: 'uni/red', commit: 'main' }), 400, 'invalid-body', /40 hexa/);
  const { sha: later } = await github.push('uni/red', 'try', { 'python/more.py': 'print(2)\n' }, ada.account);
  await github.deleteRepository('uni/red');
  assertProblem(await ask(ada.teamId, { repository: 'uni/red', commit: later }), 422, 'source-unavailable');
  // What was frozen of it before is taken again, and GitHub is not asked.
  const again = await ask(ada.teamId, { repository: 'uni/red', commit });
  assert.equal(again.status, 202, again.text);
  assert.equal(again.body.treeDigest, sent.body.treeDigest);
  await blobs.delete(row.blobKey);
  assertProblem(await ask(ada.teamId, { repository: 'uni/red', commit }), 422, 'source-unavailable');
});
