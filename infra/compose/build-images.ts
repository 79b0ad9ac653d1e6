import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { InfrastructureFault, languages } from '@gradewire/core';
import { readRecipe } from '@gradewire/engine';
import { baseImages, ensureBaseImage } from '../../cli/src/setup/base-images.ts';
import { ensureDocker } from '../../cli/src/setup/docker.ts';
import { BadDockerHost } from '../../cli/src/setup/engine-api.ts';
import { runLogged } from '../../cli/src/setup/host-command.ts';
import { reportTo } from '../../cli/src/setup/report.ts';
import { layOutContext } from './context.ts';

const usage = `usage: npm run images -- [--tag TAG]

Builds gradewire/api:TAG and gradewire/worker:TAG (latest if left out) from this clone and its node_modules, and makes
the base images that the sandboxes' images start from, so that the worker finds them.`;

const report = reportTo(process.stdout);

/** The npm packages that sandboxes' images are made of: a worker in a container has no npm. */
async function packNpmPackages(folder: string): Promise<void> {
  await mkdir(folder);
  const items = (await Promise.all(languages.map(({ id }) => readRecipe(`lang-${id}`)))).flatMap(({ npm }) => npm);
  for (const item of items) await promisify(execFile)('npm', ['pack', item, '--pack-destination', folder]);
}

async function buildImages(tag: string): Promise<void> {
  await ensureDocker(report);
  for (const name of baseImages) await ensureBaseImage(name, report);
  const folder = await mkdtemp(path.join(tmpdir(), 'gradewire-images-'));
  try {
    report('laying out programs, npm packages and Node');
    await layOutContext(folder);
    await packNpmPackages(path.join(folder, 'npm-packages'));
    for (const target of ['api', 'worker']) {
      report(`building gradewire/${target}:${tag}`);
      await runLogged('docker', ['build', '--target', target, '--tag', `gradewire/${target}:${tag}`, folder]);
    }
    report(`built gradewire/api:${tag} and gradewire/worker:${tag}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

try {
  const { values } = parseArgs({ options: { tag: { type: 'string', default: 'latest' }, help: { type: 'boolean' } } });
  if (values.help) console.log(usage);
  else await buildImages(values.tag);
} catch (error) {
  const isUsage = (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  const isBadHost = error instanceof BadDockerHost;
  if (!isUsage && !isBadHost && !(error instanceof InfrastructureFault)) throw error;
  console.error(isUsage ? usage : (error as Error).message);
  process.exitCode = isUsage || isBadHost ? 2 : 3;
}
