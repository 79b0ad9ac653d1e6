import { readFileSync } from 'node:fs';

/** Ticks (10 ms of one processor) of all processors since boot: all of them, and those a hypervisor gave to others. */
interface Ticks {
  readonly all: number;
  readonly stolen: number;
}

/** Undefined where there is no Linux to ask. */
function readTicks(): Ticks | undefined {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
    // user nice system idle iowait irq softirq steal; guest time is in user already (proc(5)).
    const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
    return { all: ticks.reduce((sum, one) => sum + one, 0), stolen: ticks[7] ?? 0 };
  } catch {
    return undefined;
  }
}

/** Measures from now on; the answer is the share of this machine's processor time that its host gave to others, 0 to 1. */
export function measureSteal(): () => number {
  const before = readTicks();
  return () => {
    const now = readTicks();
    if (before === undefined || now === undefined || now.all === before.all) return 0;
    return (now.stolen - before.stolen) / (now.all - before.all);
  };
}
