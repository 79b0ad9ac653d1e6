import { InfrastructureFault } from '@gradewire/core';
import { findProgram, installPackages, mayInstallPackages } from './apt.ts';
import type { Report } from './report.ts';

/** A C compiler and make: for the tests of our C programs, which run on this machine itself. Throws InfrastructureFault. */
export async function ensureCompiler(report: Report): Promise<void> {
  const missing = [];
  for (const name of ['gcc', 'make']) if ((await findProgram(name)) === undefined) missing.push(name);
  if (missing.length === 0) return;
  if (!(await mayInstallPackages())) {
    throw new InfrastructureFault(
      `the tests need ${missing.join(' and ')}: install them (as root, apt would be asked)`,
    );
  }
  await installPackages([...missing, 'libc6-dev'], 'to test the C programs', report);
}
