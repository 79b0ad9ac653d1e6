import { readFile, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * The cgroup controllers that are mounted: those named in the options of version 1 mounts, and those that version 2
 * lists in cgroup.controllers. From proc_mounts(5) and cgroups(7).
 */
export async function cgroupControllers(
  mounts: string,
  read: (path: string) => Promise<string> = (path) => readFile(path, 'utf8'),
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const line of mounts.split('\n')) {
    const [, point = '', type, options = ''] = line.split(' ');
    if (type === 'cgroup') for (const option of options.split(',')) found.add(option);
    if (type !== 'cgroup2') continue;
    const controllers = await read(`${point}/cgroup.controllers`).catch(() => '');
    for (const name of controllers.split(/\s+/)) if (name) found.add(name);
  }
  return found;
}

/** Bytes free for us on the file system of a path, or of its nearest ancestor that exists; undefined if unreadable. */
export async function freeBytes(path: string): Promise<number | undefined> {
  const space = await statfs(path).catch((error: NodeJS.ErrnoException) => error.code);
  if (space === 'ENOENT' && dirname(path) !== path) return freeBytes(dirname(path));
  return typeof space === 'object' ? space.bavail * space.bsize : undefined;
}

export async function isDevice(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isCharacterDevice() ?? false;
}
