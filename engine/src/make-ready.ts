import { type EndpointSide, InfrastructureFault, type ProgramRef, type Trial } from '@gradewire/core';
import { type Endpoints, mostStanding } from './lab/endpoints.ts';
import { runTasks } from './schedule.ts';

/**
 * Makes the endpoints that trials side by side are going to need, before the first of them is timed: a sandbox that is made
 * meanwhile takes the processor from programs that are measured. One that cannot be made is left to the trial that
 * needs it.
 */
export async function makeReady(
  endpoints: Endpoints,
  open: readonly { readonly trial: Trial }[],
  refsOf: (trial: Trial) => readonly [client: ProgramRef, server: ProgramRef],
  slots: number,
  signal?: AbortSignal,
): Promise<void> {
  const needed = new Map<string, { ref: ProgramRef; side: EndpointSide; times: number }>();
  for (const { trial } of open) {
    const [client, server] = refsOf(trial);
    for (const [ref, side] of [
      [client, 'client'],
      [server, 'server'],
    ] as const) {
      const name = `${side} ${ref.kind === 'peer' ? '' : ref.id}`;
      const one = needed.get(name) ?? { ref, side, times: 0 };
      needed.set(name, { ...one, times: one.times + 1 });
    }
  }
  const making = [...needed.values()].flatMap(({ ref, side, times }) =>
    Array.from({ length: Math.min(times, slots) }, (_, slot) => ({
      needs: [],
      async run() {
        try {
          using _standing = await endpoints.lend(ref, side, slot);
        } catch (error) {
          if (!(error instanceof InfrastructureFault)) throw error;
          await endpoints.discard(ref, side, slot);
        }
      },
    })),
  );
  await runTasks(making.slice(0, mostStanding / 2), () => slots, signal);
}
