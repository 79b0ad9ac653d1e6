import { installPackages, mayInstallPackages } from './apt.ts';
import { runHostCommand } from './host-command.ts';
import type { Report } from './report.ts';

/** How Compose is called here: Docker's plugin or the program of its own; undefined where there is neither. */
export async function composeCommand(): Promise<readonly [string, ...string[]] | undefined> {
  for (const command of [['docker', 'compose'] as const, ['docker-compose'] as const]) {
    const [file, ...args] = command;
    if ((await runHostCommand(file, [...args, 'version'])).exitCode === 0) return command;
  }
  return undefined;
}

/** Installs Compose for the tests of infra/compose, as far as set-up may; without it they are skipped and say so. */
export async function ensureCompose(report: Report): Promise<void> {
  if ((await composeCommand()) !== undefined) return;
  if (await mayInstallPackages()) await installPackages(['docker-compose'], 'to test infra/compose', report);
  else report('there is no docker-compose: the test of infra/compose will be skipped');
}
