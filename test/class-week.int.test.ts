import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { lookBack } from './class-week/look-back.ts';
import { crashing, impolite, languages, pointer, programs, touched, uncompilable } from './class-week/programs.ts';
import { classRepository, openSchool } from './class-week/school.ts';
import type { PullRequest } from './github/stand-in.ts';
import { check, eventually, stopServer } from './github-service/connected.ts';

after(stopServer);

test('a class week: twelve teams hand in by pull requests, and everything goes wrong that can', {
  timeout: 900_000,
}, async (t) => {
  await using school = await openSchool();
  const { course, ledger, students } = school;
  const { github, db } = course;
  const pulls = new Map<string, PullRequest>();
  const by = (language: string) => pulls.get(language)!;
  const student = (language: (typeof languages)[number]) => students.get(language)!;
  const begun = Date.now();
  const clock = (day: string) => t.diagnostic(`${day}: ${((Date.now() - begun) / 1000).toFixed(1)} s`);

  // Monday: nobody grades yet. One does not compile and is replaced, one crashes, of one nobody tells us.
  ledger.expect(await school.push('c', await programs('c', uncompilable)), 'cancelled');
  pulls.set('c', await school.open('c'));
  await check(github, by('c').headSha, 'queued');
  const mended = await github.forcePush(classRepository, 'c', await programs('c'), student('c'));
  ledger.expect(mended.sha, 'success');
  const good = ledger.expect(await school.push('python', await programs('python')), 'success');
  pulls.set('python', await school.open('python'));
  ledger.expect(await school.push('perl', await programs('perl', crashing)), 'failure');
  pulls.set('perl', await school.open('perl'));
  ledger.expect(await school.push('cpp', await programs('cpp', uncompilable)), 'failure');
  pulls.set('cpp', await school.open('cpp'));
  github.drop(() => true);
  ledger.expect(await school.push('lua', await programs('lua')), 'success');
  pulls.set('lua', await school.open('lua'));
  github.drop(undefined);
  const opened = github.world.deliveries.filter(({ event, action }) => event === 'pull_request' && action === 'opened');
  const copies = await github.redeliver(opened[1]!, 200);
  assert.deepEqual([...new Set(copies.map(({ statusCode }) => statusCode))], [202]);
  await check(github, good, 'queued');
  await school.startWorker();
  await ledger.settled();
  clock('Monday');

  // Tuesday: three are merged, with the word of it coming again and again; one is replaced while it is graded.
  for (const language of ['python', 'lua', 'c']) {
    const { deliveries } = await github.mergePullRequest(by(language), 'teacher');
    await Promise.all(deliveries.map((delivery) => github.redeliver(delivery, 50)));
  }
  const begins = ledger.expect(await school.push('perl', await programs('perl')), 'cancelled');
  await eventually(() => github.checkRuns(begins)[0]?.status === 'in_progress' || undefined, 240_000);
  const again = touched(await programs('perl'), 'perl');
  ledger.expect((await github.forcePush(classRepository, 'perl', again, student('perl'))).sha, 'success');
  ledger.expect(await school.push('cpp', await programs('cpp')), 'success');

  // Wednesday: two that cannot be taken, one that is no hand-in, a stranger, and news in the wrong order.
  ledger.expect(
    await school.push('ruby', { ...(await programs('ruby')), 'ruby/link.rb': { symlink: '/etc/passwd' } }),
    'refused',
  );
  pulls.set('ruby', await school.open('ruby'));
  ledger.expect(await school.push('rust', { ...(await programs('rust')), 'rust/model.bin': pointer }), 'refused');
  pulls.set('rust', await school.open('rust'));
  const { sha: readme } = await github.push(classRepository, 'readme', { 'README.md': '# Hello!\n' }, student('lua'));
  ledger.expect(readme, 'neutral');
  await github.openPullRequest(classRepository, { branch: 'readme', by: student('lua') });
  const eve = github.createUser('eve');
  const fork = await github.fork(classRepository, eve);
  const strange = await github.push(fork, 'mine', await programs('swift'), eve);
  ledger.expect(strange.sha, 'neutral');
  await github.openPullRequest(classRepository, { branch: 'mine', by: eve, fork });
  github.hold();
  ledger.expect(await school.push('go', await programs('go', impolite)), 'cancelled');
  pulls.set('go', await school.open('go'));
  ledger.expect((await github.synchronize(by('go'), await programs('go'))).sha, 'success');
  await github.letGo((held) => held.reverse());
  ledger.expect(await school.push('javascript', await programs('javascript', impolite)), 'failure');
  pulls.set('javascript', await school.open('javascript'));
  // The two that cannot be taken are replaced later: what nobody had looked at by then would be superseded instead.
  for (const sha of [readme, strange.sha, by('ruby').headSha, by('rust').headSha])
    await check(github, sha, 'completed');

  // In the middle of a run everything is switched off. The class goes on.
  await eventually(async () => (await db.prisma.run.count({ where: { state: 'claimed' } })) > 0 || undefined, 240_000);
  await school.switchOff();
  for (const language of ['java', 'csharp', 'swift'] as const) {
    ledger.expect(await school.push(language, await programs(language)), 'success');
    pulls.set(language, await school.open(language));
  }
  ledger.expect(await school.push('ruby', { 'ruby/link.rb': null }), 'success');
  ledger.expect(await school.push('rust', { 'rust/model.bin': null }), 'success');
  await school.switchOn();
  await ledger.settled();
  clock('Wednesday');

  // Friday: the rest is merged, the impolite one as well, and the teacher pushes something past all pull requests.
  for (const language of languages) {
    if (by(language).merge === undefined) await github.mergePullRequest(by(language), 'teacher');
  }
  await github.push(classRepository, 'main', { 'docs/end.md': 'Well done!\n' }, 'teacher');
  await eventually(async () => {
    const open = await db.prisma.run.count({ where: { state: { in: ['waiting', 'claimed'] } } });
    const left = await db.prisma.webhookDelivery.count({ where: { state: 'received' } });
    return open + left === 0 || undefined;
  }, 400_000);
  clock('Friday');
  await ledger.settled();
  await lookBack(school, { impolite: 'javascript', last: by('java').headSha });
});
