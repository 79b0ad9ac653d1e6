import { applyUpdate, type CheckRun, checkRunUpdate, newCheckRun } from '../checks.ts';
import { emit } from '../hooks/emit.ts';
import { repositoryAt } from '../http/access.ts';
import type { Asked, Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { pageOf } from '../http/paging.ts';
import { notFound, parsed, Refusal } from '../http/refusal.ts';
import { annotation, checkRun, checkSuiteCore, suiteState } from '../render/check.ts';
import { iso, type Repository } from '../world.ts';
import { installationOf, suiteOf } from './check-suite.ts';
import { requireCommit } from './commit-names.ts';

const reading = { by: ['nobody', 'installation', 'user'], needs: ['checks:read'] } as const;
const writing = { by: ['installation'], needs: ['checks:write'] } as const;

function runAt(asked: Asked, repository: Repository): CheckRun {
  const run = asked.world.checkRuns.find((one) => String(one.id) === asked.at.check_run_id);
  if (run?.repository !== repository) throw notFound();
  return run;
}

/** Tells the App of its own check run, and of the suite when that is complete. GitHub does so after it has answered. */
function tell(asked: Asked, run: CheckRun, action: 'created' | 'completed'): void {
  const { world } = asked;
  const { repository, suite } = run;
  const installation = installationOf(asked);
  const listens = (event: string) => (run.app.events.includes(event) ? [installation] : []);
  const fields = { check_run: { ...checkRun(world, run), check_suite: checkSuiteCore(world, suite) } };
  const sender = run.app.bot;
  emit(world, repository, { name: 'check_run', action, sender, to: listens('check_run'), fields });
  if (action === 'completed' && suiteState(world, suite).status === 'completed') {
    const whole = { check_suite: checkSuiteCore(world, suite) };
    emit(world, repository, { name: 'check_suite', action, sender, to: listens('check_suite'), fields: whole });
  }
}

export const checks: readonly Endpoint[] = [
  endpoint('post', '/repos/{owner}/{repo}/check-runs', writing, async (asked) => {
    const { world } = asked;
    const repository = repositoryAt(asked, 'write');
    const { head_sha, ...first } = parsed(newCheckRun, asked.body);
    const headSha = await requireCommit(world, repository, head_sha);
    const installation = installationOf(asked);
    const suite = await suiteOf(world, installation, repository, { headSha });
    const now = world.now();
    const run: CheckRun = {
      id: world.nextId(),
      suite,
      repository,
      app: installation.app,
      headSha,
      name: first.name,
      externalId: '',
      detailsUrl: installation.app.externalUrl,
      status: 'queued',
      conclusion: null,
      startedAt: iso(now),
      completedAt: null,
      output: { title: null, summary: null, text: null },
      annotations: [],
      actions: [],
      history: [],
    };
    applyUpdate(run, { status: 'queued', ...first }, now, iso);
    suite.updatedAt = iso(now);
    world.checkRuns.push(run);
    tell(asked, run, 'created');
    if (run.status === 'completed') tell(asked, run, 'completed');
    return { status: 201, body: checkRun(world, run) };
  }),

  endpoint('patch', '/repos/{owner}/{repo}/check-runs/{check_run_id}', writing, (asked) => {
    const { world } = asked;
    const repository = repositoryAt(asked, 'write');
    const run = runAt(asked, repository);
    if (run.app !== installationOf(asked).app) {
      throw new Refusal(
        403,
        `Invalid app_id \`${installationOf(asked).app.id}\` - check run can only be modified by the GitHub App that created it.`,
      );
    }
    const wasCompleted = run.status === 'completed';
    applyUpdate(run, parsed(checkRunUpdate, asked.body), world.now(), iso);
    run.suite.updatedAt = iso(world.now());
    if (run.status === 'completed' && !wasCompleted) tell(asked, run, 'completed');
    return { status: 200, body: checkRun(world, run) };
  }),

  endpoint('get', '/repos/{owner}/{repo}/check-runs/{check_run_id}', reading, (asked) => ({
    status: 200,
    body: checkRun(asked.world, runAt(asked, repositoryAt(asked))),
  })),

  endpoint('get', '/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations', reading, (asked) => {
    const run = runAt(asked, repositoryAt(asked));
    const { items, headers } = pageOf(asked, [...run.annotations.keys()]);
    return { status: 200, body: items.map((index) => annotation(asked.world, run, index)), headers };
  }),

  endpoint('get', '/repos/{owner}/{repo}/commits/{ref}/check-runs', reading, async (asked) => {
    const { world, at } = asked;
    const repository = repositoryAt(asked);
    const sha = await requireCommit(world, repository, at.ref!);
    return listed(
      asked,
      world.checkRuns.filter((one) => one.repository === repository && one.headSha === sha),
    );
  }),

  endpoint('get', '/repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs', reading, (asked) => {
    const repository = repositoryAt(asked);
    const { world, at } = asked;
    const of = ({ suite }: CheckRun) => suite.repository === repository && String(suite.id) === at.check_suite_id;
    return listed(asked, world.checkRuns.filter(of));
  }),
];

function listed(asked: Asked, all: readonly CheckRun[]) {
  const query = asked.url.searchParams;
  const fits = (name: string, value: string | number) => !query.has(name) || query.get(name) === String(value);
  const wanted = all.filter(
    (run) => fits('check_name', run.name) && fits('status', run.status) && fits('app_id', run.app.id),
  );
  // Newest first; `latest`, which it is unless asked otherwise, leaves out what a newer run of that name replaced.
  const newest = [...wanted].reverse();
  const latest = newest.filter(
    (run, index) => newest.findIndex((one) => one.suite === run.suite && one.name === run.name) === index,
  );
  const chosen = query.get('filter') === 'all' ? newest : latest;
  const { items, headers } = pageOf(asked, chosen);
  const check_runs = items.map((run) => checkRun(asked.world, run));
  return { status: 200 as const, body: { total_count: chosen.length, check_runs }, headers };
}
