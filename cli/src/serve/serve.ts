import { explainEnd } from '../exit-code.ts';
import { interruptibly } from '../interrupt.ts';
import { baseImages, ensureBaseImage } from '../setup/base-images.ts';
import { ensureDocker } from '../setup/docker.ts';
import { makeDataFolder, tryBlobFolder } from './data.ts';
import { showDemo } from './demo.ts';
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
    return explainEnd(error);
  }
}

async function serveUntil(signal: AbortSignal, asked: ServeArguments, environment: ServeEnvironment): Promise<void> {
  // First: what is asked wrongly is better said before minutes of set-up.
  await makeDataFolder(asked.data, environment.databaseUrl === undefined);
  await tryBlobFolder(environment.blobs);
  // Before the service: workers cannot make base images from packages.
  if (asked.workers > 0) {
    await ensureDocker(report);
    for (const name of baseImages) {
      await ensureBaseImage(name, report, signal).catch((error) => {
        if (!signal.aborted) throw error;
      });
    }
  }
  if (signal.aborted) return;
  await using service = await startService(asked, environment, report);
  if (service.ownerKey !== undefined) console.log(`owner key (shown once, keep it): ${service.ownerKey}`);
  console.log(`Gradewire listens on ${service.url}`);
  const code = asked.demo && !signal.aborted ? await showDemo(service, asked.data, signal) : 0;
  if (code !== 0 && !signal.aborted) {
    report('the demo was not graded to its end; the service goes on');
  }
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
