import type { components } from '@octokit/openapi-types';
import type { ChangedFile } from '../git/diff.ts';
import type { Commit } from '../git/history.ts';
import type { Repository, World } from '../world.ts';
import { accountOfEmail, nodeId, simpleUser } from './account.ts';

type Schemas = components['schemas'];

const addresses = ({ apiUrl, webUrl }: World, { owner, name }: Repository) => ({
  api: `${apiUrl}/repos/${owner.login}/${name}`,
  html: `${webUrl}/${owner.login}/${name}`,
});

export function commit(world: World, repository: Repository, one: Commit): Schemas['commit'] {
  const { api, html } = addresses(world, repository);
  const [author, committer] = [one.author, one.committer].map(({ email }) => accountOfEmail(world, email));
  return {
    sha: one.sha,
    node_id: nodeId('C', repository.id),
    commit: {
      author: one.author,
      committer: one.committer,
      message: one.message,
      tree: { sha: one.tree, url: `${api}/git/trees/${one.tree}` },
      url: `${api}/git/commits/${one.sha}`,
      comment_count: 0,
      verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
    },
    url: `${api}/commits/${one.sha}`,
    html_url: `${html}/commit/${one.sha}`,
    comments_url: `${api}/commits/${one.sha}/comments`,
    author: author ? simpleUser(world, author) : null,
    committer: committer ? simpleUser(world, committer) : null,
    parents: one.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${html}/commit/${sha}` })),
  };
}

/** A changed file, without its patch: GitHub leaves that out of large ones, so nothing can rely on it. */
export function diffEntry(world: World, repository: Repository, sha: string, file: ChangedFile): Schemas['diff-entry'] {
  const { api, html } = addresses(world, repository);
  const path = encodeURIComponent(file.path);
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${html}/blob/${sha}/${path}`,
    raw_url: `${html}/raw/${sha}/${path}`,
    contents_url: `${api}/contents/${path}?ref=${sha}`,
    ...(file.previous !== undefined && { previous_filename: file.previous }),
  };
}

/** As check suites show a head commit. */
export function simpleCommit({ sha, tree, message, author, committer }: Commit): Schemas['simple-commit'] {
  return {
    id: sha,
    tree_id: tree,
    message,
    timestamp: author.date,
    author: { name: author.name, email: author.email },
    committer: { name: committer.name, email: committer.email },
  };
}

/** As a push event lists it. */
export function pushedCommit(world: World, repository: Repository, one: Commit, files: readonly ChangedFile[]) {
  const person = ({ name, email }: Commit['author']) => {
    const username = accountOfEmail(world, email)?.login;
    return { name, email, ...(username !== undefined && { username }) };
  };
  const named = (...wanted: ChangedFile['status'][]) =>
    files.filter(({ status }) => wanted.includes(status)).map((file) => file.path);
  const gone = files.flatMap((file) =>
    file.previous === undefined || file.status !== 'renamed' ? [] : [file.previous],
  );
  return {
    id: one.sha,
    tree_id: one.tree,
    distinct: true,
    message: one.message,
    timestamp: one.author.date,
    url: `${addresses(world, repository).html}/commit/${one.sha}`,
    author: person(one.author),
    committer: person(one.committer),
    added: named('added', 'renamed', 'copied'),
    removed: [...named('removed'), ...gone],
    modified: named('modified', 'changed'),
  };
}
