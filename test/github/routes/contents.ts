import { z } from 'zod';
import { branchMoved, none } from '../acts/branch-events.ts';
import { commitFiles } from '../git/commit-files.ts';
import { commitAt, type TreeEntry, treeEntries } from '../git/history.ts';
import { inTurn } from '../git/in-turn.ts';
import { shaOf } from '../git/refs.ts';
import { git } from '../git/run.ts';
import { sendAll } from '../hooks/emit.ts';
import { repositoryAt } from '../http/access.ts';
import type { Asked, Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { invalid, notFound, parsed, Refusal } from '../http/refusal.ts';
import { signature } from '../render/account.ts';
import { commit } from '../render/commit.ts';
import type { Repository, World } from '../world.ts';
import { resolve } from './commit-names.ts';
import { writerOf } from './writer.ts';

const person = z.object({ name: z.string().min(1), email: z.string().min(1) });
const put = z.object({
  message: z.string().min(1),
  content: z.string(),
  sha: z.string().optional(),
  branch: z.string().optional(),
  author: person.optional(),
  committer: person.optional(),
});

async function entryAt({ folder }: Repository, at: string, path: string): Promise<TreeEntry | undefined> {
  const entries = await treeEntries(folder, at, true);
  return entries.find((entry) => entry.path === path);
}

const kinds: Readonly<Record<string, 'dir' | 'file' | 'symlink'>> = { tree: 'dir', blob: 'file', commit: 'file' };

function described(world: World, of: Repository, ref: string, { path, sha, size, type, mode }: TreeEntry) {
  const name = `${of.owner.login}/${of.name}`;
  const self = `${world.apiUrl}/repos/${name}/contents/${encodeURI(path)}?ref=${ref}`;
  const git_url = `${world.apiUrl}/repos/${name}/git/${type}s/${sha}`;
  const html_url = `${world.webUrl}/${name}/${type}/${ref}/${encodeURI(path)}`;
  return {
    type: mode === '120000' ? ('symlink' as const) : kinds[type]!,
    size: size ?? 0,
    name: path.split('/').at(-1)!,
    path,
    sha,
    url: self,
    git_url,
    html_url,
    download_url: type === 'blob' ? `${world.webUrl}/${name}/raw/${ref}/${encodeURI(path)}` : null,
    _links: { self, git: git_url, html: html_url },
  };
}

export const contents: readonly Endpoint[] = [
  endpoint(
    'get',
    '/repos/{owner}/{repo}/contents/{path}',
    { by: ['nobody', 'installation', 'user'], needs: ['contents:read'] },
    async (asked) => {
      const { world, at, url } = asked;
      const repository = repositoryAt(asked);
      const ref = url.searchParams.get('ref') ?? repository.defaultBranch;
      const sha = await resolve(world, repository, ref);
      const path = at.path!.replace(/\/$/, '');
      const entry = sha && (await entryAt(repository, sha, path));
      if (!sha || !entry) throw notFound();
      const self = described(world, repository, ref, entry);
      if (entry.type === 'tree') {
        const inside = await treeEntries(repository.folder, entry.sha, false);
        const body = inside.map((one) => described(world, repository, ref, { ...one, path: `${path}/${one.path}` }));
        return { status: 200, body };
      }
      const text = await git(repository.folder, ['cat-file', 'blob', entry.sha], { as: 'base64' });
      const content = text.replace(/.{60}/g, '$&\n');
      return { status: 200, body: { ...self, type: 'file', encoding: 'base64', content } };
    },
  ),

  endpoint(
    'put',
    '/repos/{owner}/{repo}/contents/{path}',
    { by: ['installation', 'user'], needs: ['contents:write'] },
    async (asked) => {
      const { world, at } = asked;
      const repository = repositoryAt(asked, 'write');
      const { before, sha, branch, deliveries } = await inTurn(repository, () => putFile(asked, repository));
      // GitHub answers without waiting for the Apps.
      sendAll(world, deliveries);
      const entry = (await entryAt(repository, sha, at.path!))!;
      const made = commit(world, repository, await commitAt(repository.folder, sha));
      const { author, committer, message, tree, verification } = made.commit;
      const detail = { author: author!, committer: committer!, message, tree, verification: verification! };
      const { download_url, ...self } = described(world, repository, branch, entry);
      return {
        status: before ? 200 : 201,
        body: {
          content: { ...self, download_url: download_url! },
          commit: {
            sha,
            node_id: made.node_id,
            url: made.commit.url,
            html_url: made.html_url,
            ...detail,
            parents: made.parents.map(({ sha: parent, url, html_url }) => ({ sha: parent, url, html_url: html_url! })),
          },
        },
      };
    },
  ),
];

/** Commits one file. @throws {Refusal} where the branch is missing, or the file is not the one that the caller knew */
async function putFile(asked: Asked, repository: Repository) {
  const { world, at } = asked;
  const wanted = parsed(put, asked.body);
  const { folder, defaultBranch } = repository;
  const branch = wanted.branch ?? defaultBranch;
  const before = await shaOf(folder, `refs/heads/${branch}`);
  const empty = (await shaOf(folder, `refs/heads/${defaultBranch}`)) === undefined;
  if (before === undefined && !(empty && branch === defaultBranch)) {
    throw new Refusal(404, `Branch ${branch} not found`);
  }
  const old = before && (await entryAt(repository, before, at.path!));
  if (old && wanted.sha === undefined) throw invalid('Invalid request.\n\n"sha" wasn\'t supplied.');
  if (wanted.sha !== undefined && (!old || old.sha !== wanted.sha)) {
    throw new Refusal(409, `${at.path} does not match ${wanted.sha}`);
  }
  const content = Buffer.from(wanted.content, 'base64');
  if (content.toString('base64') !== wanted.content.replace(/\s/g, '')) throw invalid('content is not valid Base64');
  const by = writerOf(asked);
  const author = wanted.author ?? wanted.committer ?? signature(by);
  const files = { [at.path!]: content };
  const sha = await commitFiles(folder, { branch, files, author, message: wanted.message, date: world.now() });
  const deliveries = await branchMoved(world, repository, {
    branch,
    before: before ?? none,
    after: sha,
    by,
    forced: false,
  });
  return { before: old, sha, branch, deliveries };
}
