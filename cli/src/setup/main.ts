import { InfrastructureFault } from '@gradewire/core';
import { baseImages, ensureBaseImage } from './base-images.ts';
import { ensureCompiler } from './compiler.ts';
import { ensureCompose } from './compose.ts';
import { ensureDocker } from './docker.ts';
import { BadDockerHost } from './engine-api.ts';
import { ensureFaultPrograms } from './fault-programs.ts';
import { reportTo } from './report.ts';

/** Exit codes for "asked wrongly" and "the machine is not ready, and here is why", as everywhere on the command line. */
const badUsage = 2;
const infrastructureFault = 3;

const report = reportTo(process.stdout);
try {
  if (process.argv.includes('--for-tests')) await ensureCompiler(report);
  const version = await ensureDocker(report);
  // One after the other: each keeps a CPU and the network busy by itself.
  for (const name of baseImages) await ensureBaseImage(name, report);
  report(`Docker Engine ${version} answers, and has ${baseImages.join(' and ')}`);
  if (process.argv.includes('--for-tests')) {
    await ensureCompose(report);
    await ensureFaultPrograms(report);
  }
} catch (error) {
  if (!(error instanceof InfrastructureFault || error instanceof BadDockerHost)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof BadDockerHost ? badUsage : infrastructureFault;
}
