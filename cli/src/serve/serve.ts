import { InfrastructureFault } from '@gradewire/core';
import { interruptibly } from '../interrupt.ts';
import { BadUsage } from '../option-values.ts';
import { baseImages, ensureBaseImage } from '../setup/base-images.ts';
import { ensureDocker } from '../setup/docker.ts';
import { readEnvironment, type ServeEnvironment } from './environment.ts';
import { parseServeArguments, type ServeArguments, serveUsage } from './options.ts';
import { startService } from './service.ts';

const report = (line: string) => void process.stderr.write(`${line}\n`);

/** `gradewire serve`: returns the exit code, when it was told to end. */
export async function runServe(argv: string[]): Promise<number> {
  try {
    const asked = parseServeArguments(argv);
    if (asked === undefined) {
      console.log(serveUsage);
      return 0;
    }
    const environment = readEnvironment(process.env, asked.data);
    const stopping = () => report('stopping: workers give their runs back (ctrl-c again to leave at once)');
    await interruptibly(stopping, (signal) => serveUntil(signal, asked, environment));
    return 0;
  } catch (error) {
    if (error instanceof BadUsage) return complain(error, 2);
    if (error instanceof InfrastructureFault) return complain(error, 3);
    console.error(error);
    return 3;
  }
}

async function serveUntil(signal: AbortSignal, asked: ServeArguments, environment: ServeEnvironment): Promise<void> {
  // Before the service: workers cannot make base images from packages.
  if (asked.workers > 0) {
    await ensureDocker(report);
    for (const name of baseImages) await ensureBaseImage(name, report);
  }
  if (signal.aborted) return;
  await using service = await startService(asked, environment, report);
  if (service.ownerKey !== undefined) console.log(`owner key (shown once, keep it): ${service.ownerKey}`);
  console.log(`Gradewire listens on ${service.url}`);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

function complain(error: Error, code: number): number {
  console.error(`gradewire: ${error.message}`);
  return code;
}
