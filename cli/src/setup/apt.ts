import { access, constants } from 'node:fs/promises';
import type { InfrastructureFault } from '@gradewire/core';
import { runLogged, systemPath } from './host-command.ts';
import type { Report } from './report.ts';

/** Whether set-up may install Debian packages here: root, and apt-get is there. */
export async function mayInstallPackages(): Promise<boolean> {
  return process.getuid?.() === 0 && (await findProgram('apt-get')) !== undefined;
}

/** The full path of a program of the system, or undefined. */
export async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of systemPath.split(':')) {
    const path = `${folder}/${name}`;
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return undefined;
}

/** Installs Debian packages without questions and without recommended extras; waits for another apt to finish. */
export async function installPackages(names: string[], why: string, report: Report): Promise<void> {
  report(`installing ${names.join(', ')} with apt-get: ${why}`);
  const options = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=120'];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  // An unreachable extra source makes the update fail although the packages that we want are at hand.
  await runLogged('apt-get', [...options, 'update'], { env }).catch((fault: InfrastructureFault) =>
    report(`apt-get update was not complete, going on: ${fault.message.split('\n').at(-1)}`),
  );
  await runLogged('apt-get', [...options, 'install', '--no-install-recommends', ...names], { env });
  report(`installed ${names.join(', ')}`);
}
