import { createWriteStream } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import { startSandbox } from '../../engine/src/sandbox/standing.ts';
import { executableFiles, kernelBox, run, userModeLinux } from './kernel-box.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
/** Of the whole of it, the boot included: a kernel that hangs is ended. */
const wholeMs = 480_000;

export interface GuestRun {
  /** `netem-docker`. */
  readonly image: string;
  /** What the tests need: the lab's first, then those of languages. */
  readonly images: readonly string[];
  /** The image that these were made of, which nobody runs. */
  readonly base: string;
  /** Test files, relative to the repository. */
  readonly tests: readonly string[];
}

/**
 * Runs tests of this repository on a kernel with netem and a Docker Engine of its own, in User-Mode Linux. What they said
 * (TAP), with the guest's remarks; cut short where the kernel did not come to its end.
 */
export async function inGuest(
  docker: Docker,
  labels: Record<string, string>,
  { image, images, base, tests }: GuestRun,
): Promise<string> {
  const shared = await mkdtemp(path.join(tmpdir(), 'gradewire-guest-'));
  try {
    await Promise.all([
      copyFile(process.execPath, path.join(shared, 'node')),
      copyFile(new URL('kernel/boot-docker.sh', import.meta.url), path.join(shared, 'boot-docker.sh')),
      pipeline(await saved(docker, images), createWriteStream(path.join(shared, 'images.tar'))),
    ]);
    const boxed = {
      Binds: [`${repository}:/repository:ro`, `${shared}:/shared`],
      Tmpfs: { '/dev/shm': executableFiles('1800m'), '/run': 'rw,size=64m' },
      Memory: 2 * 1024 ** 3,
    };
    await using box = await startSandbox(docker, kernelBox(image, labels, boxed));
    const argv = ['/shared/boot-docker.sh', '/shared', '/repository', images[0]!, base, ...tests];
    const { how } = await run(box, userModeLinux('1600M', argv), undefined, wholeMs);
    const results = await readFile(path.join(shared, 'results'), 'utf8').catch(() => '');
    return `${results}# the kernel: ${how.replaceAll('\n', '\n# ')}\n`;
  } finally {
    await rm(shared, { recursive: true, force: true });
  }
}

/** `docker save` of several images. dockerode knows only that of one. */
export function saved(docker: Docker, images: readonly string[]): Promise<NodeJS.ReadableStream> {
  const request = { path: '/images/get?', method: 'GET', options: { names: images }, isStream: true };
  return new Promise((resolve, reject) => {
    const options = { ...request, statusCodes: { 200: true, 500: 'server error' } };
    docker.modem.dial(options, (error, stream) => (error ? reject(error) : resolve(stream as NodeJS.ReadableStream)));
  });
}
