import type { Ping } from './engine-api.ts';

/** What set-up finds out about Docker before it does anything. */
export type DockerFacts = {
  ping: Ping;
  /** DOCKER_HOST, if set: then the engine is somebody else's to start. */
  dockerHost: string | undefined;
  platform: NodeJS.Platform;
  root: boolean;
  apt: boolean;
  /** dockerd is installed. */
  installed: boolean;
  /** A dockerd process exists. */
  running: boolean;
};

export type DockerPlan =
  | { action: 'use' }
  | { action: 'wait' }
  | { action: 'start'; install: string[] }
  | { action: 'explain'; message: string };

const elsewhere = 'https://docs.docker.com/engine/install/ tells how to install it';

/** What to do so that a Docker Engine answers. Never starts a second daemon beside a running one. */
export function planDocker(facts: DockerFacts): DockerPlan {
  const explain = (message: string): DockerPlan => ({ action: 'explain', message });
  if (facts.ping === 'answers') return { action: 'use' };
  if (facts.ping === 'forbidden') {
    return explain(
      'Docker runs, but this user may not use it. Run `sudo usermod -aG docker "$USER"`, log out and in, and try again',
    );
  }
  if (facts.dockerHost) {
    return explain(`no Docker Engine answers at DOCKER_HOST=${facts.dockerHost}: start it, or unset DOCKER_HOST`);
  }
  if (facts.platform !== 'linux') {
    return explain(
      'Gradewire runs students’ programs in Docker, which does not answer: install and start Docker Desktop',
    );
  }
  if (facts.running) return { action: 'wait' };
  if (!facts.root) return explain(withoutRoot(facts));
  if (facts.installed) return { action: 'start', install: [] };
  if (facts.apt) return { action: 'start', install: ['docker.io', 'iptables', 'ca-certificates'] };
  return explain(`Gradewire runs students’ programs in Docker Engine, which is not installed; ${elsewhere}`);
}

function withoutRoot({ installed, apt }: DockerFacts): string {
  if (installed) {
    return 'Docker is installed but not running. Run `sudo systemctl start docker`, or this command once as root';
  }
  if (!apt) return `Gradewire runs students’ programs in Docker Engine, which is not installed; ${elsewhere}`;
  return [
    'Gradewire runs students’ programs in Docker Engine, which is not installed, and only root can install it. Run',
    '  sudo apt-get update && sudo apt-get install -y docker.io',
    '  sudo usermod -aG docker "$USER"     (then log out and in)',
    'and this command again; or run this command once as root, which does the same.',
    'Where no image registry is reachable, the package mmdebstrap and root are needed as well, to make the base images',
  ].join('\n');
}
