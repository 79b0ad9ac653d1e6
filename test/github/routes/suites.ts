import { z } from 'zod';
import { rerequestCheck, rerequestSuite } from '../acts/checks.ts';
import type { CheckSuite } from '../checks.ts';
import { repositoryAt } from '../http/access.ts';
import type { Asked, Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { pageOf } from '../http/paging.ts';
import { notAccessible, notFound, parsed } from '../http/refusal.ts';
import { checkSuite } from '../render/check.ts';
import type { Repository } from '../world.ts';
import { installationOf, suiteOf } from './check-suite.ts';
import { requireCommit } from './commit-names.ts';

const reading = { by: ['nobody', 'installation', 'user'], needs: ['checks:read'] } as const;
const writing = { by: ['installation'], needs: ['checks:write'] } as const;

function suiteAt(asked: Asked, repository: Repository): CheckSuite {
  const found = asked.world.checkSuites.find(({ id }) => String(id) === asked.at.check_suite_id);
  if (found?.repository !== repository) throw notFound();
  return found;
}

export const suites: readonly Endpoint[] = [
  endpoint('post', '/repos/{owner}/{repo}/check-suites', writing, async (asked) => {
    const { world } = asked;
    const repository = repositoryAt(asked, 'write');
    const { head_sha } = parsed(z.object({ head_sha: z.string() }), asked.body);
    const headSha = await requireCommit(world, repository, head_sha);
    const before = world.checkSuites.length;
    const suite = await suiteOf(world, installationOf(asked), repository, { headSha });
    return { status: world.checkSuites.length > before ? 201 : 200, body: checkSuite(world, suite) };
  }),

  endpoint('get', '/repos/{owner}/{repo}/check-suites/{check_suite_id}', reading, (asked) => ({
    status: 200,
    body: checkSuite(asked.world, suiteAt(asked, repositoryAt(asked))),
  })),

  endpoint('get', '/repos/{owner}/{repo}/commits/{ref}/check-suites', reading, async (asked) => {
    const { world, at, url } = asked;
    const repository = repositoryAt(asked);
    const sha = await requireCommit(world, repository, at.ref!);
    const app = url.searchParams.get('app_id');
    const all = world.checkSuites.filter(
      (one) => one.repository === repository && one.headSha === sha && (app === null || String(one.app.id) === app),
    );
    const { items, headers } = pageOf(asked, all);
    const check_suites = items.map((one) => checkSuite(world, one));
    return { status: 200, body: { total_count: all.length, check_suites }, headers };
  }),

  endpoint('post', '/repos/{owner}/{repo}/check-suites/{check_suite_id}/rerequest', writing, (asked) => {
    const suite = suiteAt(asked, repositoryAt(asked, 'write'));
    if (suite.app !== installationOf(asked).app) throw notAccessible();
    rerequestSuite(asked.world, suite, suite.app.bot);
    return { status: 201, body: {} };
  }),

  endpoint('post', '/repos/{owner}/{repo}/check-runs/{check_run_id}/rerequest', writing, (asked) => {
    const repository = repositoryAt(asked, 'write');
    const run = asked.world.checkRuns.find(({ id }) => String(id) === asked.at.check_run_id);
    if (run?.repository !== repository) throw notFound();
    if (run.app !== installationOf(asked).app) throw notAccessible();
    rerequestCheck(asked.world, run, run.app.bot);
    return { status: 201, body: {} };
  }),
];
