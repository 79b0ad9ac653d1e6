import { access } from 'node:fs/promises';
import { findProgram, installPackages, mayInstallPackages } from './apt.ts';
import { runHostCommand } from './host-command.ts';
import type { Report } from './report.ts';

/** A marker of the package, since it holds no program. */
const movableClock = '/usr/share/doc/libfaketime';

/**
 * Installs what the tests of faults break: a Redis to restart, and a library that sets clocks back; as far as set-up may.
 * Without them those tests are skipped and say so.
 */
export async function ensureFaultPrograms(report: Report): Promise<void> {
  const noRedis = (await findProgram('redis-server')) === undefined;
  const noClock = await access(movableClock).then(
    () => false,
    () => true,
  );
  const missing = [...(noRedis ? ['redis-server'] : []), ...(noClock ? ['libfaketime'] : [])];
  if (missing.length === 0) return;
  if (!(await mayInstallPackages())) {
    report(`there is no ${missing.join(' and no ')}: tests that need it will be skipped`);
    return;
  }
  await installPackages(missing, 'to test what happens when they fail', report);
  // The package starts a server of its own, which nobody asked for; without a service manager there is none.
  if (noRedis) await runHostCommand('systemctl', ['disable', '--now', 'redis-server']);
}
