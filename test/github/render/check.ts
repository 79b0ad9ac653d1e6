import type { components } from '@octokit/openapi-types';
import type { CheckRun, CheckSuite } from '../checks.ts';
import type { World } from '../world.ts';
import { nodeId } from './account.ts';
import { integration } from './app.ts';
import { simpleCommit } from './commit.ts';
import { pullRequestsOf } from './pull-request.ts';
import { minimalRepository } from './repository.ts';

type Schemas = components['schemas'];

const addressOf = ({ apiUrl }: World, { repository: { owner, name } }: CheckRun | CheckSuite) =>
  `${apiUrl}/repos/${owner.login}/${name}`;

export function checkRun(world: World, run: CheckRun): Schemas['check-run'] {
  const { repository, output } = run;
  const url = `${addressOf(world, run)}/check-runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CR', run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: `${world.webUrl}/${repository.owner.login}/${repository.name}/runs/${run.id}`,
    details_url: run.detailsUrl,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: { ...output, annotations_count: run.annotations.length, annotations_url: `${url}/annotations` },
    check_suite: { id: run.suite.id },
    app: integration(world, run.app),
    pull_requests: pullRequestsOf(world, repository, run.headSha),
  };
}

export function annotation(world: World, run: CheckRun, index: number): Schemas['check-annotation'] {
  const one = run.annotations[index]!;
  return {
    path: one.path,
    blob_href: `${addressOf(world, run)}/git/blobs/${run.headSha}`,
    start_line: one.start_line,
    start_column: one.start_column ?? null,
    end_line: one.end_line,
    end_column: one.end_column ?? null,
    annotation_level: one.annotation_level,
    title: one.title ?? null,
    message: one.message,
    raw_details: one.raw_details ?? null,
  };
}

/** Status and conclusion that a suite has from its runs: the least advanced, and the worst. */
export function suiteState(world: World, suite: CheckSuite): Pick<Schemas['check-suite'], 'status' | 'conclusion'> {
  const runs = world.checkRuns.filter((run) => run.suite === suite);
  if (runs.length === 0) return { status: 'queued', conclusion: null };
  if (runs.some(({ status }) => status !== 'completed')) {
    return { status: runs.every(({ status }) => status === 'queued') ? 'queued' : 'in_progress', conclusion: null };
  }
  const worst = ['action_required', 'timed_out', 'cancelled', 'failure', 'neutral', 'success', 'skipped'] as const;
  return { status: 'completed', conclusion: worst.find((one) => runs.some(({ conclusion }) => conclusion === one))! };
}

/** What webhooks and the API both say of a suite. */
export function checkSuiteCore(world: World, suite: CheckSuite) {
  const url = `${addressOf(world, suite)}/check-suites/${suite.id}`;
  return {
    id: suite.id,
    node_id: nodeId('CS', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    ...suiteState(world, suite),
    url,
    before: suite.before,
    after: suite.headSha,
    pull_requests: pullRequestsOf(world, suite.repository, suite.headSha),
    app: integration(world, suite.app),
    created_at: suite.createdAt,
    updated_at: suite.updatedAt,
    latest_check_runs_count: world.checkRuns.filter((run) => run.suite === suite).length,
    check_runs_url: `${url}/check-runs`,
    head_commit: simpleCommit(suite.head),
    rerequestable: true,
    runs_rerequestable: true,
  };
}

export function checkSuite(world: World, suite: CheckSuite): Schemas['check-suite'] {
  return {
    ...checkSuiteCore(world, suite),
    repository: minimalRepository(world, suite.repository),
  };
}
