import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { caseOf, gradeNext } from '../../api/src/testing/grade.ts';
import { browser, withSignIn } from './browser.ts';
import { check, stopServer } from './connected.ts';
import { redTeam } from './red-team.ts';

after(stopServer);

test('the links of a check lead a student who is not signed in to the own result, and nobody else', async () => {
  const { course, ada, push } = await redTeam();
  await using _ = course;
  await withSignIn(course);
  const { github, db, config } = course;
  const bob = await course.student('bob');
  const { sha } = await push('1\n');
  await check(github, sha, 'queued');
  const { claim } = await gradeNext(db, [caseOf('a', { points: 4 })]);
  const { output, detailsUrl } = await check(github, sha, 'completed');
  assert.ok(detailsUrl!.startsWith(config.publicUrl));
  const address = detailsUrl!.slice(config.publicUrl.length);
  assert.ok(output.summary!.includes(detailsUrl!));

  github.sitAtBrowser(ada.account);
  const hers = browser(course);
  const led = hers.ledTo(await hers.signIn(address));
  const seen = await hers.ask(`${led.pathname}${led.search}`);
  assert.equal(seen.status, 200, seen.text);
  assert.equal(JSON.parse(seen.text).runId, claim.runId);

  github.sitAtBrowser(bob.account);
  const his = browser(course);
  const end = his.ledTo(await his.signIn(address));
  assert.equal((await his.ask(end.pathname)).status, 404);
});
