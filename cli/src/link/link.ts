import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SourceFile } from '@gradewire/core';
import { printableLines } from '@gradewire/core/report';
import { type LinkSessionEnd, readTree, runLinkSession } from '@gradewire/engine';
import { explainEnd } from '../exit-code.ts';
import { interruptibly, stoppingLine } from '../interrupt.ts';
import { openMachine } from '../machine.ts';
import { BadUsage } from '../option-values.ts';
import { type LinkRunArguments, parseLinkArguments } from './arguments.ts';
import { checkCaptureFile, writeCapture } from './capture-file.ts';
import { endedWell, whyNotStarted } from './ends.ts';
import { languageOf } from './language-of.ts';
import { profileCommands, profileList } from './profile-text.ts';
import { programOutput } from './program-output.ts';
import { readProfile } from './read-profile.ts';
import { renderSummary } from './render-summary.ts';
import { type Ran, summaryOf } from './summary.ts';
import { linkUsage } from './usage.ts';

/** `gradewire link`: returns the exit code. */
export async function runLink(argv: string[]): Promise<number> {
  try {
    const asked = parseLinkArguments(argv);
    if (asked.kind === 'run') return await runAndShow(asked);
    if (asked.kind === 'help') console.log(linkUsage);
    if (asked.kind === 'list') process.stdout.write(profileList());
    if (asked.kind === 'show') {
      const profile = await readProfile(asked.profile, asked.seed, '--show');
      process.stdout.write(asked.json ? `${JSON.stringify(profile, null, 2)}\n` : profileCommands(profile));
    }
    return 0;
  } catch (error) {
    return explainEnd(error);
  }
}

async function runAndShow(asked: LinkRunArguments): Promise<number> {
  const profile = await readProfile(asked.profile, asked.seed);
  await checkCaptureFile(asked.capture);
  const stdin = asked.stdin === undefined ? Buffer.alloc(0) : await readStdin(asked.stdin);
  const folder = path.resolve(asked.folder);
  const files = (await filesIn(folder)).filter((file) => path.join(folder, file.path) !== path.resolve(asked.capture));
  const command = (argv: readonly string[]) => ({ argv, language: asked.language ?? languageOf(argv, files) });
  const client = command(asked.client);
  const server = asked.server === undefined ? null : command(asked.server);
  const output = programOutput(asked);
  const report = asked.quiet ? () => {} : (line: string) => void process.stderr.write(`${line}\n`);
  const stopping = () => void process.stderr.write(stoppingLine);

  const [ended, interrupted] = await interruptibly(stopping, async (signal) => {
    const machine = await openMachine(
      report,
      ({ image, phase, text }) => phase !== 'step' && report(`image ${image}: ${phase}, ${text}`),
      signal,
    );
    const session = { ...machine, folder, files, client, server, profile, stdin };
    const { link, lingerMs, timeLimitMs } = asked;
    const limits = { link, lingerMs, timeLimitMs, port: asked.port ?? null, build: asked.build ?? null };
    const ended = await runLinkSession({ ...session, ...limits, onOutput: output.take, signal });
    return [ended, signal.aborted] as const;
  }).finally(output.end);

  if (ended.kind === 'build-failed') return buildFailed(ended);
  for (const [side, program] of [
    ['server', ended.server],
    ['client', ended.client],
  ] as const) {
    if (program?.end.how !== 'not-started') continue;
    const { language } = side === 'server' && server ? server : client;
    throw new BadUsage(whyNotStarted(side, program.argv, program.end.reason, language, files));
  }
  await writeCapture(asked.capture, ended.report.capture);
  const summary = summaryOf(ended, { ...asked, profile });
  if (asked.json) process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
  else if (!asked.quiet) process.stdout.write(renderSummary(summary));
  return interrupted ? 130 : exitCode(ended);
}

function exitCode({ client, server }: Ran): number {
  return endedWell('client', client.end) && (server === null || endedWell('server', server.end)) ? 0 : 1;
}

function buildFailed({ log }: Extract<LinkSessionEnd, { kind: 'build-failed' }>): number {
  process.stderr.write(`${printableLines(log).join('\n')}\ngradewire: --build failed\n`);
  return 1;
}

async function readStdin(file: string): Promise<Buffer> {
  return readFile(file).catch((error: Error) => {
    throw new BadUsage(`--stdin ${file}: ${error.message}`);
  });
}

/** What is copied into a sandbox lies in memory there. */
const largestFolder = 128 * 2 ** 20;

async function filesIn(folder: string): Promise<readonly SourceFile[]> {
  const { files } = await readTree(folder);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes <= largestFolder) return files;
  throw new BadUsage(`${folder} holds more than ${largestFolder / 2 ** 20} MiB: name the programs' own with --folder`);
}
