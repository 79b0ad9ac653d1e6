import { readFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { wantedImages } from '@gradewire/engine';
import { explainEnd } from '../exit-code.ts';
import { parseOptions } from '../option-values.ts';
import { findProgram } from '../setup/apt.ts';
import { runHostCommand } from '../setup/host-command.ts';
import { stateFolder } from '../setup/state.ts';
import { type Check, isReady } from './check.ts';
import {
  checkAutomaticSetup,
  checkCgroups,
  checkCpus,
  checkDisk,
  checkEngine,
  checkGit,
  checkImages,
  checkLandlock,
  checkMemory,
  checkNetem,
  checkNode,
  checkPort,
  checkRealTime,
  checkTun,
} from './checks.ts';
import { engineFacts } from './engine-facts.ts';
import { cgroupControllers, freeBytes, isDevice } from './host-facts.ts';
import { kernelFacts } from './kernel-facts.ts';
import { renderChecks } from './render.ts';

const GiB = 2 ** 30;
const flag = { type: 'boolean', default: false } as const;
const usage = `usage: gradewire doctor [--json]

Says what this machine has and lacks for grading, and what to do about it; changes nothing.

  --json  as JSON: {ok, checks}, each with what was found and the way out
  --help

exit code: 0 ready to grade; 1 something required is missing; 2 bad usage`;

/**
 * `gradewire doctor`: writes what this machine has and lacks, as a table or with `--json` as `{ok, checks}`.
 * Returns the exit code: 0 ready to grade, 1 something required is missing, 2 bad usage.
 */
export async function runDoctor(argv: string[], out: NodeJS.WriteStream = process.stdout): Promise<number> {
  try {
    const asked = parseOptions({ args: argv, options: { json: flag, help: { ...flag, short: 'h' } } }).values;
    if (asked.help) {
      out.write(`${usage}\n`);
      return 0;
    }
    const checks = await examine();
    const ok = isReady(checks);
    if (asked.json) out.write(`${JSON.stringify({ ok, checks }, null, 2)}\n`);
    else out.write(renderChecks(checks, { colour: out.isTTY === true && !process.env.NO_COLOR }));
    return ok ? 0 : 1;
  } catch (error) {
    return explainEnd(error);
  }
}

/** Looks at the machine; leaves nothing behind. */
async function examine(): Promise<Check[]> {
  const engine = await engineFacts();
  const images = await wantedImages();
  const kernel = await kernelFacts(engine, images);
  const dockerFolder = engine.info?.DockerRootDir ?? '/var/lib/docker';
  return [
    checkNode(process.versions.node),
    checkEngine(engine, process.env.DOCKER_HOST),
    checkCgroups(await cgroupControllers(await readFile('/proc/mounts', 'utf8').catch(() => ''))),
    checkDisk({
      id: 'disk-docker',
      title: 'Disk of Docker',
      path: dockerFolder,
      needed: 10 * GiB,
      free: await freeBytes(dockerFolder),
      fix: 'make room: `docker system df` shows what can go',
    }),
    checkDisk({
      id: 'disk-cache',
      title: 'Disk of our cache',
      path: stateFolder,
      needed: GiB,
      free: await freeBytes(stateFolder),
      fix: 'make room on that file system',
    }),
    checkImages(engine, images),
    checkMemory(totalmem()),
    checkCpus(availableParallelism()),
    checkNetem(kernel),
    checkLandlock(kernel),
    checkRealTime(kernel),
    checkTun(await isDevice('/dev/net/tun')),
    await checkPort(8080),
    checkGit(await runHostCommand('git', ['--version'], { timeoutMs: 5000 })),
    checkAutomaticSetup({ root: process.getuid?.() === 0, apt: (await findProgram('apt-get')) !== undefined }),
  ];
}
