import type { StandingSandbox } from '@gradewire/engine';
import { runTool } from '../../engine/src/lab/wiring.ts';

export interface LinkProcess {
  /** The most that it has had resident (VmHWM, proc(5)). */
  readonly peakMiB: number;
  /** Its scheduling policy (field 41 of /proc/pid/stat): 0 is the usual one, 1 is SCHED_FIFO. */
  readonly policy: number;
}

const look = `
for it in /proc/[0-9]*; do
  grep -q '^Name:.gradewire-link$' $it/status || continue
  echo $(grep VmHWM $it/status) $(cat $it/stat)
done 2>/dev/null
:`;

/** The link programs that run in the link container. Throws if there is none. */
export async function linkProcesses(links: StandingSandbox): Promise<LinkProcess[]> {
  const { stdout } = await runTool(links, ['sh', '-c', look]);
  const found = stdout.split('\n').filter(Boolean);
  if (found.length === 0) throw new Error('no link program is running');
  return found.map((line) => {
    const peakKiB = Number(/VmHWM: (\d+) kB/.exec(line)?.[1]);
    // Its name, in parentheses, is the second field.
    const policy = Number(line.replace(/^.*\) /, '').split(' ')[41 - 3]);
    return { peakMiB: peakKiB / 1024, policy };
  });
}
