import { changedFiles } from '../git/diff.ts';
import { commitAt, treeEntries } from '../git/history.ts';
import { shaOf } from '../git/refs.ts';
import { repositoryAt } from '../http/access.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { pageOf } from '../http/paging.ts';
import { notFound } from '../http/refusal.ts';
import { commit, diffEntry } from '../render/commit.ts';
import { fullRepository } from '../render/repository.ts';
import { archiveAddress } from './codeload.ts';
import { requireCommit, resolve } from './commit-names.ts';

const reading = { by: ['nobody', 'installation', 'user'], needs: ['metadata:read'] } as const;
const contents = { by: ['nobody', 'installation', 'user'], needs: ['contents:read'] } as const;

const largestTree = 100_000;

export const repositories: readonly Endpoint[] = [
  endpoint('get', '/repos/{owner}/{repo}', reading, (asked) => ({
    status: 200,
    body: fullRepository(asked.world, repositoryAt(asked)),
  })),

  endpoint('get', '/repos/{owner}/{repo}/branches/{branch}', contents, async (asked) => {
    const repository = repositoryAt(asked);
    const sha = await shaOf(repository.folder, `refs/heads/${asked.at.branch}`);
    if (sha === undefined) throw notFound();
    const { url, html_url } = fullRepository(asked.world, repository);
    const links = { self: `${url}/branches/${asked.at.branch}`, html: `${html_url}/tree/${asked.at.branch}` };
    return {
      status: 200,
      body: {
        name: asked.at.branch!,
        commit: commit(asked.world, repository, await commitAt(repository.folder, sha)),
        _links: links,
        protected: false,
        protection: { enabled: false },
        protection_url: `${links.self}/protection`,
      },
    };
  }),

  endpoint('get', '/repos/{owner}/{repo}/commits/{ref}', contents, async (asked) => {
    const { world, at } = asked;
    const repository = repositoryAt(asked);
    const sha = await requireCommit(world, repository, at.ref!);
    const one = await commitAt(repository.folder, sha);
    const files = await changedFiles(repository.folder, one.parents[0], sha);
    const total = (of: 'additions' | 'deletions') => files.reduce((sum, file) => sum + file[of], 0);
    const { items, headers } = pageOf(asked, files, 300, 300);
    return {
      status: 200,
      body: {
        ...commit(world, repository, one),
        stats: {
          additions: total('additions'),
          deletions: total('deletions'),
          total: total('additions') + total('deletions'),
        },
        files: items.map((file) => diffEntry(world, repository, sha, file)),
      },
      headers,
    };
  }),

  endpoint('get', '/repos/{owner}/{repo}/git/trees/{tree_sha}', contents, async (asked) => {
    const { world, at, url } = asked;
    const repository = repositoryAt(asked);
    const commitSha = await resolve(world, repository, at.tree_sha!);
    const tree = commitSha ?? at.tree_sha!;
    if (commitSha === undefined && !/^[0-9a-f]{40}$/.test(tree)) throw notFound();
    // Any value asks for it, `0` and `false` too.
    const recursive = url.searchParams.has('recursive');
    const all = await treeEntries(repository.folder, tree, recursive).catch(() => undefined);
    if (all === undefined) throw notFound();
    const api = `${world.apiUrl}/repos/${repository.owner.login}/${repository.name}`;
    return {
      status: 200,
      body: {
        sha: commitSha === undefined ? tree : (await commitAt(repository.folder, commitSha)).tree,
        url: `${api}/git/trees/${tree}`,
        tree: all.slice(0, largestTree).map(({ path, mode, type, sha, size }) => ({
          path,
          mode,
          type,
          sha,
          ...(size !== undefined && { size }),
          ...(type !== 'commit' && { url: `${api}/git/${type}s/${sha}` }),
        })),
        truncated: all.length > largestTree,
      },
    };
  }),

  endpoint('get', '/repos/{owner}/{repo}/tarball/{ref}', contents, async (asked) => {
    const repository = repositoryAt(asked);
    const sha = await resolve(asked.world, repository, asked.at.ref!);
    if (sha === undefined) throw notFound();
    return { status: 302, headers: { location: archiveAddress(asked.world, repository, sha) } };
  }),
];
