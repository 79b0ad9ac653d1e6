import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { connectDocker } from '@gradewire/engine';
import { systemPath } from '../../cli/src/setup/host-command.ts';
import { saved } from '../conformance/docker-in-kernel.ts';
import { temporaryFolder } from '../grade-folder.ts';
import { until } from '../gradewire-serve.ts';
import { processesOf } from '../left-behind.ts';

export interface OwnDockerd extends AsyncDisposable {
  readonly socket: string;
  /** Ends it as told, and starts it again on what it left. */
  restart(signal: NodeJS.Signals): Promise<void>;
}

/** Why there can be none here; undefined if there can. */
export function whyNoDockerd(): string | undefined {
  if (process.getuid?.() !== 0) return 'a Docker Engine of its own wants root';
  const found = spawnSync('dockerd', ['--version'], { env: { PATH: systemPath } });
  return found.error === undefined ? undefined : 'dockerd is not installed';
}

/**
 * A second Docker Engine beside the usual one, with some of its images, which a test may end as it likes. Until it is
 * disposed of, this process asks it, and not the usual one.
 */
export async function ownDockerd(images: readonly string[]): Promise<OwnDockerd> {
  await using undo = new AsyncDisposableStack();
  const folder = undo.use(await temporaryFolder());
  undo.defer(() => unmountAll(folder.path));
  const within = (name: string) => path.join(folder.path, name);
  const socket = within('docker.sock');
  const packed = await saved(await connectDocker(), images);
  const usual = process.env.DOCKER_HOST;
  process.env.DOCKER_HOST = `unix://${socket}`;
  undo.defer(() => {
    if (usual === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = usual;
  });
  const answers = () =>
    connectDocker().then(
      () => true,
      () => false,
    );
  let daemon: ChildProcess;

  async function start() {
    const log = await open(within('log'), 'a');
    const places = ['--data-root', within('data'), '--exec-root', within('exec'), '--pidfile', within('pid')];
    const apart = ['--bridge', 'none', '--iptables=false', '--ip6tables=false', '-H', `unix://${socket}`];
    // In a network of its own: one without a bridge would take that of the usual engine away.
    daemon = spawn('unshare', ['--net', 'dockerd', ...places, ...apart], {
      env: { PATH: systemPath },
      stdio: ['ignore', log.fd, log.fd],
    });
    await log.close();
    await until(answers, 60_000);
  }
  async function end(signal: NodeJS.Signals) {
    if (daemon.exitCode !== null || daemon.signalCode !== null) return;
    daemon.kill(signal);
    await once(daemon, 'exit');
  }

  await start();
  undo.defer(async () => {
    await end('SIGTERM');
    // One that was killed leaves its containerd to the next, which does not end what it did not start.
    for (const line of await processesOf(folder.path)) process.kill(Number.parseInt(line, 10), 'SIGKILL');
    await until(async () => (await processesOf(folder.path)).length === 0, 10_000);
  });
  const docker = await connectDocker();
  const progress = await docker.loadImage(packed, { quiet: true });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(progress, (error) => (error ? reject(error) : resolve()));
  });
  const kept = undo.move();
  return {
    socket,
    async restart(signal) {
      await end(signal);
      // What one that was killed leaves: the next would wait in vain for a containerd that died with it.
      for (const stale of ['pid', 'exec/containerd/containerd.pid']) await rm(within(stale), { force: true });
      await start();
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** What an engine that was killed left mounted below a folder. */
async function unmountAll(folder: string): Promise<void> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map((line) => line.split(' ')[1] ?? '');
  for (const mount of mounts.filter((at) => at.startsWith(`${folder}/`))) spawnSync('umount', ['--lazy', mount]);
}
