import { readdir, readFile, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** The name of a live process, or undefined if it is gone (a zombie, which nobody may ever reap, is gone). */
export async function processName(pid: number): Promise<string | undefined> {
  const status = await processStatus(pid);
  return status?.state === 'Z' ? undefined : status?.name;
}

/** The pid of a process's parent. */
export async function parentOf(pid: number): Promise<number | undefined> {
  return (await processStatus(pid))?.parent;
}

/** The first fields of proc_pid_stat(5): pid, name in parentheses (which may hold any character), state, parent. */
async function processStatus(pid: number): Promise<{ name: string; state: string; parent: number } | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [, name, state, parent] = /^\d+ \((.*)\) (\S) (\d+)/s.exec(stat) ?? [];
  return name === undefined || state === undefined ? undefined : { name, state, parent: Number(parent) };
}

/** The pids of all live processes with this name. */
export async function processesNamed(name: string): Promise<number[]> {
  const pids = (await readdir('/proc').catch(() => [])).map(Number).filter(Number.isInteger);
  const names = await Promise.all(pids.map(processName));
  return pids.filter((_, index) => names[index] === name);
}

/** The pid in a pid file if it is that of a live process with this name. */
export async function livePid(pidFile: string, name: string): Promise<number | undefined> {
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''));
  return pid > 0 && (await processName(pid)) === name ? pid : undefined;
}

/** Removes a pid file that names no live process of that name, as a crash or a reboot leaves behind. */
export async function removeStalePidFile(pidFile: string, name: string): Promise<void> {
  if ((await livePid(pidFile, name)) === undefined) await rm(pidFile, { force: true });
}

/** Asks a process to end, kills it if it has not after `graceMs`, and returns when it is gone. */
export async function endProcess(pid: number, name: string, graceMs: number): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if ((await processName(pid)) !== name) return;
    process.kill(pid, signal);
    if (await until(async () => (await processName(pid)) !== name, graceMs)) return;
  }
  throw new Error(`${name} (pid ${pid}) survives SIGKILL`);
}

/** Looks every 100 ms whether a condition holds; false when it does not within `timeoutMs`. */
export async function until(condition: () => Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > end) return false;
    await delay(100);
  }
  return true;
}
