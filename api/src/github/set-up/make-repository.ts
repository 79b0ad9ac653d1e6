import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Octokit } from '@octokit/core';
import { Problem } from '../../http/problem.ts';
import { isHttpError } from '../app/trouble.ts';
import { asProblem } from './refused.ts';

export interface NewFile {
  readonly path: string;
  /** Base64. */
  readonly content: string;
}

interface Wish {
  readonly owner: string;
  readonly repo: string;
  readonly private: boolean;
  /** `owner/name` */
  readonly template: string | undefined;
  readonly files: readonly NewFile[];
}

interface Made {
  readonly repository: string;
  readonly repositoryId: number;
  readonly made: boolean;
  readonly files: number;
}

const permissions =
  'give it write access to administration and contents on its page on GitHub, and accept that for the installation';

/** Makes a repository and puts into it what is wanted; leaves what is there as it is, but ends what was begun. */
export async function makeRepository(octokit: Octokit, wish: Wish): Promise<Made> {
  const { owner, repo, template, files } = wish;
  const at = { owner, repo };
  const name = `${owner}/${repo}`;
  const words = {
    forbidden: `The GitHub App may not make ${name}, or put files into it: ${permissions}. Or do it yourself: it is bound then.`,
    gone:
      template === undefined
        ? `${name} cannot be made: the GitHub App is not installed on all repositories of ${owner}, or may not make any.`
        : `${name} cannot be made: ${template} is no template repository that the GitHub App sees, or it may not make any.`,
  };
  try {
    const there = await find(octokit, at);
    const one = there ?? (await make(octokit, wish));
    const now = { owner: one.owner.login, repo: one.name };
    const put = template === undefined ? await fill(octokit, now, one.default_branch, files) : 0;
    if (template !== undefined && there === undefined) await untilFilled(octokit, now, one.default_branch);
    return { repository: one.full_name, repositoryId: Number(one.id), made: there === undefined, files: put };
  } catch (error) {
    throw error instanceof Problem ? error : asProblem(error, words);
  }
}

interface Place {
  readonly owner: string;
  readonly repo: string;
}

async function find(octokit: Octokit, at: Place) {
  try {
    return (await octokit.request('GET /repos/{owner}/{repo}', { ...at })).data;
  } catch (error) {
    if (isHttpError(error) && error.status === 404) return undefined;
    throw error;
  }
}

async function make(octokit: Octokit, { owner, repo: name, private: isPrivate, template }: Wish) {
  if (template === undefined) {
    return (await octokit.request('POST /orgs/{org}/repos', { org: owner, name, private: isPrivate })).data;
  }
  const [template_owner = '', template_repo = ''] = template.split('/');
  const body = { template_owner, template_repo, owner, name, private: isPrivate };
  return (await octokit.request('POST /repos/{template_owner}/{template_repo}/generate', body)).data;
}

/** Files of a branch with their blobs' ids; undefined where there is no commit yet. */
async function filesIn(octokit: Octokit, at: Place, branch: string): Promise<ReadonlyMap<string, string> | undefined> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
      ...at,
      tree_sha: branch,
      recursive: '1',
    });
    const files = data.tree.filter(({ type }) => type !== 'tree');
    return new Map(files.map(({ path = '', sha = '' }) => [path, sha]));
  } catch (error) {
    // 409: the repository is empty.
    if (isHttpError(error) && (error.status === 404 || error.status === 409)) return undefined;
    throw error;
  }
}

/** Git's name of a blob. */
function blobId(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

/** Nobody's work is touched: only what holds nothing but some of these very files gets the rest. */
async function fill(octokit: Octokit, at: Place, branch: string, files: readonly NewFile[]): Promise<number> {
  if (files.length === 0) return 0;
  const there = (await filesIn(octokit, at, branch)) ?? new Map<string, string>();
  const wanted = new Map(files.map(({ path, content }) => [path, blobId(Buffer.from(content, 'base64'))]));
  if ([...there].some(([path, id]) => wanted.get(path) !== id)) return 0;
  let put = 0;
  for (const { path, content } of files) {
    if (there.has(path)) continue;
    const message = `Add ${path}`;
    await octokit.request('PUT /repos/{owner}/{repo}/contents/{path}', { ...at, path, content, message });
    put += 1;
  }
  return put;
}

const filledWithinMs = 30_000;
const lookEveryMs = 500;

/** GitHub answers before it has copied the template's files. */
async function untilFilled(octokit: Octokit, at: Place, branch: string): Promise<void> {
  const end = Date.now() + filledWithinMs;
  while ((await filesIn(octokit, at, branch)) === undefined) {
    if (Date.now() > end) {
      const detail = `${at.owner}/${at.repo} is made, but GitHub has not copied the template into it yet.`;
      throw new Problem('unavailable', detail, { headers: { 'Retry-After': '30' } });
    }
    await pause(lookEveryMs);
  }
}
