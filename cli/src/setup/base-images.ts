import { createReadStream } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InfrastructureFault } from '@gradewire/core';
import { findProgram, installPackages, mayInstallPackages } from './apt.ts';
import { debianMirror } from './apt-sources.ts';
import { type EngineAddress, engineAddress, getJson, postJob } from './engine-api.ts';
import { runLogged } from './host-command.ts';
import type { Report } from './report.ts';

/** What the Dockerfiles of sandbox-images build on. */
export const baseImages = ['debian:bookworm-slim', 'debian:trixie-slim'];

/** A registry that has not said a word for this long is taken for unreachable. */
const pullIdleMs = 20_000;
/** The engine unpacks an imported image before it answers. */
const importIdleMs = 300_000;
/** Room that the packages, the unpacked system and its archive take together while an image is made. */
const workBytes = 1.5e9;

const underway = new Map<string, Promise<void>>();

/**
 * Makes sure that an image `debian:<suite>-slim` is in Docker: it is there, or pulled, or (as root, where no registry
 * answers) made from Debian packages under that very name. Reports only what it does. Calls for the same image share one
 * effort, which the first one's `signal` ends.
 */
export function ensureBaseImage(name: string, report: Report, signal?: AbortSignal): Promise<void> {
  const effort = underway.get(name) ?? obtain(name, report, signal).finally(() => underway.delete(name));
  underway.set(name, effort);
  return effort;
}

async function obtain(name: string, report: Report, signal: AbortSignal | undefined): Promise<void> {
  const [, suite] = /^debian:([a-z]+)-slim$/.exec(name) ?? [];
  if (suite === undefined) throw new InfrastructureFault(`${name} is not a base image that Gradewire can make`);
  const engine = engineAddress();
  if (await getJson(engine, `/images/${name}/json`)) return;

  report(`pulling ${name}: language images build on it`);
  const refusal = await pull(engine, `debian`, `${suite}-slim`, signal);
  signal?.throwIfAborted();
  if (refusal === undefined) return report(`pulled ${name}`);

  report(`cannot pull ${name} (${refusal}); making it from Debian packages instead, about a minute`);
  if (!(await mayInstallPackages())) {
    throw new InfrastructureFault(
      `the base image ${name} is missing and cannot be pulled (${refusal}). Make a registry reachable for Docker ` +
        '(behind a proxy: see `docker pull`), or run this command once as root on a Debian or Ubuntu machine',
    );
  }
  await makeBaseImage({ engine, suite, repository: 'debian', tag: `${suite}-slim` }, report);
}

/** Why the pull failed, or undefined if it did not. */
async function pull(
  engine: EngineAddress,
  repository: string,
  tag: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const query = new URLSearchParams({ fromImage: repository, tag });
  return postJob(engine, { path: `/images/create?${query}`, idleMs: pullIdleMs, signal }).catch(
    (error: Error) => error.message,
  );
}

type NewImage = { engine: EngineAddress; suite: string; repository: string; tag: string };

/** Makes a minimal Debian with mmdebstrap and imports it into Docker; leaves no file behind. */
export async function makeBaseImage({ engine, suite, repository, tag }: NewImage, report: Report): Promise<void> {
  if (!(await findProgram('mmdebstrap'))) {
    const packages = ['mmdebstrap', 'debian-archive-keyring'];
    await installPackages(packages, 'base images are made with it where none can be pulled', report);
  }
  const mirror = await debianMirror();
  // Without a source mmdebstrap takes Debian's own address.
  const source = mirror ? [`deb ${mirror} ${suite} main`] : [];
  const work = await mkdtemp(join(await workFolder(), 'gradewire-base-'));
  try {
    // apt downloads as its own user, who has to get in.
    await chmod(work, 0o755);
    const archive = join(work, 'rootfs.tar');
    // Not piped into Docker: an archive cut short by a failure would still be imported.
    await runLogged('mmdebstrap', [...slimOptions, suite, archive, ...source], {
      env: { TMPDIR: work },
      onLine: (line) => {
        const [, step] = /^I: ((?:running|downloading|extracting|installing) .*)/.exec(line) ?? [];
        if (step) report(`${suite}: ${step}`);
      },
    });
    const query = new URLSearchParams({ fromSrc: '-', repo: repository, tag, changes: 'CMD ["bash"]' });
    const body = createReadStream(archive);
    const error = await postJob(engine, { path: `/images/create?${query}`, body, idleMs: importIdleMs });
    if (error) throw new InfrastructureFault(`Docker refused the new image ${repository}:${tag}: ${error}`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  report(`made ${repository}:${tag} from ${mirror ?? 'the usual Debian mirror'}`);
}

/** As Debian's own slim images: no manuals, documents or translations, and no package archives kept after a build. */
const slimOptions = [
  '--variant=minbase',
  ...['man', 'info', 'locale', 'doc', 'groff', 'lintian'].map(
    (folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`,
  ),
  '--dpkgopt=path-include=/usr/share/doc/*/copyright',
  // Not an --aptopt: that would hold for mmdebstrap itself, which needs the archives that it downloads.
  `--customize-hook=echo 'APT::Keep-Downloaded-Packages "false";' >"$1/etc/apt/apt.conf.d/50no-archives"`,
];

/** /dev/shm if it has room and allows programs and devices (three times as fast as a disk), else the usual place. */
async function workFolder(): Promise<string> {
  const memory = '/dev/shm';
  const mounts = await readFile('/proc/mounts', 'utf8').catch(() => '');
  const space = await statfs(memory).catch(() => undefined);
  const roomy = space !== undefined && space.bavail * space.bsize >= workBytes;
  return roomy && allowsSystem(mounts, memory) ? memory : tmpdir();
}

/** Whether a system can be set up below this mount point: not mounted noexec or nodev. From proc_mounts(5). */
export function allowsSystem(mounts: string, mountPoint: string): boolean {
  const options = mounts
    .split('\n')
    .map((line) => line.split(' '))
    .findLast(([, point]) => point === mountPoint)?.[3];
  return options !== undefined && !options.split(',').some((option) => option === 'noexec' || option === 'nodev');
}
