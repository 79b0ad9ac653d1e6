import type { components } from '@octokit/openapi-types';
import type { PullRequest, Repository, World } from '../world.ts';
import { nodeId, simpleUser } from './account.ts';
import { repository } from './repository.ts';

type Schemas = components['schemas'];

/** What git says of a pull request. */
export interface PullDiff {
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly changedFiles: number;
  readonly mergeable: boolean | null;
}

function side(world: World, of: Repository, ref: string, sha: string) {
  return {
    label: `${of.owner.login}:${ref}`,
    ref,
    sha,
    user: simpleUser(world, of.owner),
    // The head is `null` once the fork is deleted, which GitHub's description does not know.
    repo: (of.deleted ? null : repository(world, of)) as Schemas['repository'],
  };
}

/** A pull request as lists show it. */
export function pullRequestSimple(world: World, pull: PullRequest) {
  const { number, repository: base } = pull;
  const of = `${base.owner.login}/${base.name}`;
  const [api, html] = [`${world.apiUrl}/repos/${of}`, `${world.webUrl}/${of}/pull/${number}`];
  const urls = {
    url: `${api}/pulls/${number}`,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: `${api}/issues/${number}`,
    commits_url: `${api}/pulls/${number}/commits`,
    review_comments_url: `${api}/pulls/${number}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${api}/issues/${number}/comments`,
    statuses_url: `${api}/statuses/${pull.headSha}`,
  };
  return {
    ...urls,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: simpleUser(world, pull.user),
    body: pull.body,
    labels: [],
    milestone: null,
    active_lock_reason: null,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.merge ? pull.closedAt : null,
    merge_commit_sha: pull.merge?.sha ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: side(world, pull.headRepository, pull.headRef, pull.headSha),
    base: side(world, base, pull.baseRef, pull.baseSha),
    _links: {
      self: { href: urls.url },
      html: { href: urls.html_url },
      issue: { href: urls.issue_url },
      comments: { href: urls.comments_url },
      review_comments: { href: urls.review_comments_url },
      review_comment: { href: urls.review_comment_url },
      commits: { href: urls.commits_url },
      statuses: { href: urls.statuses_url },
    },
    author_association: associationOf(pull),
    auto_merge: null,
    draft: pull.draft,
  } satisfies Schemas['pull-request-simple'];
}

function associationOf({ repository: { owner, collaborators }, user }: PullRequest): Schemas['author-association'] {
  if (owner.id === user.id) return 'OWNER';
  if (owner.members.has(user.id)) return 'MEMBER';
  return collaborators.has(user.id) ? 'COLLABORATOR' : 'CONTRIBUTOR';
}

/** A pull request as its own address and its webhooks show it. */
export function pullRequest(world: World, pull: PullRequest, diff: PullDiff): Schemas['pull-request'] {
  return {
    ...pullRequestSimple(world, pull),
    merged: pull.merge !== undefined,
    mergeable: pull.merge ? null : diff.mergeable,
    rebaseable: pull.merge ? null : diff.mergeable,
    mergeable_state: pull.draft ? 'draft' : diff.mergeable === null ? 'unknown' : diff.mergeable ? 'clean' : 'dirty',
    merged_by: pull.merge ? simpleUser(world, pull.merge.by) : null,
    comments: pull.repository.comments.filter(({ number }) => number === pull.number).length,
    review_comments: 0,
    maintainer_can_modify: pull.headRepository !== pull.repository,
    commits: diff.commits,
    additions: diff.additions,
    deletions: diff.deletions,
    changed_files: diff.changedFiles,
  };
}

/** As check runs and suites name a pull request. Only those from the repository itself: check events know of no fork. */
export function pullRequestsOf(world: World, of: Repository, sha: string): Schemas['pull-request-minimal'][] {
  const repo = { id: of.id, url: `${world.apiUrl}/repos/${of.owner.login}/${of.name}`, name: of.name };
  return of.pulls
    .filter((pull) => pull.state === 'open' && pull.headSha === sha && pull.headRepository === of)
    .map((pull) => ({
      url: `${repo.url}/pulls/${pull.number}`,
      id: pull.id,
      number: pull.number,
      head: { ref: pull.headRef, sha: pull.headSha, repo },
      base: { ref: pull.baseRef, sha: pull.baseSha, repo },
    }));
}
