import type { Figure } from './figures.ts';
import type { Place } from './place.ts';
import { bothWays } from './profiles.ts';
import { joined } from './rounds.ts';
import { delaysMs } from './traffic.ts';

/** Long datagrams both ways, until both queues (1000 packets, netem's default) and the capture (8 MiB) are full. */
export async function* memory(place: Place, rounds: number): AsyncGenerator<Figure> {
  const [pair] = await place.pairs(1);
  const { client, server } = pair!;
  const peaks: number[] = [];
  const flood = { size: 1472, burst: 40, gapUs: 1000, count: 40_000 };
  for (let round = 0; round < rounds; round++) {
    const { result, realised } = await joined(place, 'emulator', pair!, bothWays({ delay: '50ms' }), async () => {
      await Promise.all([delaysMs(client, server, flood), delaysMs(server, client, flood)]);
      return Math.max(...(await place.linkProcesses()).map(({ peakMiB }) => peakMiB));
    });
    const { clientToServer, serverToClient } = realised!.directions!;
    if (!clientToServer.limited || !serverToClient.limited) throw new Error('the queues were never full');
    peaks.push(result);
  }
  const name = 'memory of the link program, queues and capture full';
  yield { name, unit: 'MiB', emulator: peaks, target: { atMost: 20 } };
}
