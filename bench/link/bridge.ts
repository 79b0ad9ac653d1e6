import type { StandingSandbox } from '@gradewire/engine';
import { inNetworkOf, runWiring } from '../../engine/src/lab/wiring.ts';
import type { Joined } from './place.ts';

/** Joins two ports of the link container as the netem backend does, without its qdiscs: the kernel alone forwards. */
export async function joinByBridge(
  links: StandingSandbox,
  wiring: StandingSandbox,
  client: string,
  server: string,
): Promise<Joined> {
  const bridge = `br-${client}`;
  const tool = (command: string, input = '') =>
    runWiring(wiring, inNetworkOf(links, ['gradewire-netem', command, client, server, bridge]), {
      what: `the bridge between ${client} and ${server} failed at "${command}"`,
      input,
    });
  await tool('up', '\n\n');
  return {
    async stop() {
      await tool('down');
      return undefined;
    },
  };
}
