import type { components } from '@octokit/openapi-types';
import type { Repository, World } from '../world.ts';
import { nodeId, simpleUser } from './account.ts';

type Schemas = components['schemas'];

/** What every way of showing a repository has; it fits `repository` and `minimal-repository` of GitHub's description. */
export function repository(
  world: World,
  one: Repository,
): Schemas['repository'] & { custom_properties: Record<string, never> } {
  const fullName = `${one.owner.login}/${one.name}`;
  const url = `${world.apiUrl}/repos/${fullName}`;
  const html = `${world.webUrl}/${fullName}`;
  const open = one.pulls.filter(({ state }) => state === 'open').length;
  return {
    id: one.id,
    node_id: nodeId('R', one.id),
    name: one.name,
    full_name: fullName,
    private: one.private,
    owner: simpleUser(world, one.owner),
    html_url: html,
    description: null,
    fork: one.parent !== undefined,
    url,
    archive_url: `${url}/{archive_format}{/ref}`,
    assignees_url: `${url}/assignees{/user}`,
    blobs_url: `${url}/git/blobs{/sha}`,
    branches_url: `${url}/branches{/branch}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    comments_url: `${url}/comments{/number}`,
    commits_url: `${url}/commits{/sha}`,
    compare_url: `${url}/compare/{base}...{head}`,
    contents_url: `${url}/contents/{+path}`,
    contributors_url: `${url}/contributors`,
    deployments_url: `${url}/deployments`,
    downloads_url: `${url}/downloads`,
    events_url: `${url}/events`,
    forks_url: `${url}/forks`,
    git_commits_url: `${url}/git/commits{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    git_url: `git:${html.replace(/^https?:/, '')}.git`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    issue_events_url: `${url}/issues/events{/number}`,
    issues_url: `${url}/issues{/number}`,
    keys_url: `${url}/keys{/key_id}`,
    labels_url: `${url}/labels{/name}`,
    languages_url: `${url}/languages`,
    merges_url: `${url}/merges`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    pulls_url: `${url}/pulls{/number}`,
    releases_url: `${url}/releases{/id}`,
    ssh_url: `git@${new URL(world.webUrl).hostname}:${fullName}.git`,
    stargazers_url: `${url}/stargazers`,
    statuses_url: `${url}/statuses/{sha}`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    tags_url: `${url}/tags`,
    teams_url: `${url}/teams`,
    trees_url: `${url}/git/trees{/sha}`,
    clone_url: `${html}.git`,
    mirror_url: null,
    hooks_url: `${url}/hooks`,
    svn_url: html,
    homepage: null,
    language: null,
    license: null,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    size: 0,
    default_branch: one.defaultBranch,
    open_issues: open,
    open_issues_count: open,
    is_template: one.isTemplate,
    topics: [],
    has_issues: true,
    has_projects: true,
    has_wiki: true,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: one.archived,
    disabled: false,
    visibility: one.private ? 'private' : 'public',
    allow_forking: true,
    web_commit_signoff_required: false,
    custom_properties: {},
    pushed_at: one.pushedAt,
    created_at: one.createdAt,
    updated_at: one.pushedAt,
  };
}

/** A repository in lists and beside check suites, where no licence is shown. */
export function minimalRepository(world: World, one: Repository): Schemas['minimal-repository'] {
  const { license: _license, temp_clone_token: _token, ...rest } = repository(world, one);
  return rest;
}

/** What a repository's own address answers. */
export function fullRepository(world: World, one: Repository): Schemas['full-repository'] {
  const simple = repository(world, one);
  const parent = one.parent && !one.parent.deleted ? repository(world, one.parent) : undefined;
  return {
    ...simple,
    temp_clone_token: null,
    has_discussions: false,
    pushed_at: one.pushedAt,
    created_at: one.createdAt,
    updated_at: one.pushedAt,
    subscribers_count: 0,
    network_count: 0,
    ...(one.owner.type === 'Organization' && { organization: simpleUser(world, one.owner) }),
    ...(parent && { parent, source: parent }),
  };
}
