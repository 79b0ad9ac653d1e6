import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Every container of ours carries these: whose it is, and for which run. */
export function runLabels(runId: string): Record<string, string> {
  return { 'gradewire.run': runId, 'gradewire.owner': `${hostname()}/${processIdentity(process.pid)}` };
}

/** A process for all time: its id and when it started (clock ticks since boot); undefined if there is none. */
export function processIdentity(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the command in parentheses and may hold anything; starttime is the 22nd, proc(5).
    return `${pid}-${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return process.platform === 'linux' ? undefined : `${pid}`;
  }
}
