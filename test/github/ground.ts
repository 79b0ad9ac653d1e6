import { appClient } from './app-client.ts';
import { type HookTarget, hookTarget } from './hook-target.ts';
import { type GithubOptions, startGithub } from './stand-in.ts';

/** A class repository `uni/sockets` with an App that is installed there, a teacher, and a student called ada. */
export async function classGround(options: GithubOptions = {}) {
  const stack = new AsyncDisposableStack();
  const github = stack.use(await startGithub(options));
  const target: HookTarget = stack.use(await hookTarget());
  const teacher = github.createUser('teacher');
  const ada = github.createUser('ada', { id: 4711 });
  const organization = github.createOrganization('uni', { owners: [teacher], members: [ada] });
  const repository = await github.createRepository('uni/sockets', {
    private: true,
    files: { 'README.md': 'Sockets\n', 'Python/client.py': 'print(1)\n' },
  });
  const app = await github.registerApp({ owner: organization, hookUrl: target.url });
  const installation = await github.installApp(app, organization);
  const client = appClient(github, app);
  const octokit = await client.getInstallationOctokit(installation.id);
  const at = { owner: 'uni', repo: 'sockets' };
  const parts = { github, target, teacher, ada, organization, repository, app, installation, client, octokit, at };
  return { ...parts, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
