import { readdir, readFile, readlink } from 'node:fs/promises';

/** Processes that run in a folder or name it in their command or environment, as the database and workers do. */
export async function processesOf(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => '');
      return [command, environment, cwd].some((text) => text.includes(folder)) ? [`${pid} ${command}`] : [];
    }),
  );
  return found.flat();
}
