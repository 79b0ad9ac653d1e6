import { writeFile } from 'node:fs/promises';
import { printable } from '@gradewire/core/report';
import type { z } from 'zod';
import { explainEnd } from '../exit-code.ts';
import { checkPlaces } from '../grade/places.ts';
import { Interrupted, interruptibly } from '../interrupt.ts';
import { renderTerminal } from '../show/terminal.ts';
import { asGraded, finalLines } from './as-graded.ts';
import { Quota, Submission, WholeResult } from './contracts.ts';
import { findAssignment, findTeam } from './find-assignment.ts';
import { type Asked, type CheckArguments, checkUsage, parseCheckArguments } from './options.ts';
import { type Packed, packFolder } from './pack.ts';
import { exhaustedLine, quotaLine } from './quota-words.ts';
import { openServer, Refused, type Server } from './server.ts';
import { type StatusDisplay, statusDisplay } from './status-display.ts';
import { noResultWords } from './status-words.ts';
import { hasEnded, watch } from './watch.ts';

/** `gradewire check`: returns the exit code. `outer`: of a command that it is a part of, whose ctrl-c may have come before. */
export async function runCheck(argv: string[], outer?: AbortSignal): Promise<number> {
  const display = statusDisplay(process.stderr);
  try {
    const args = parseCheckArguments(argv, process.env);
    if (args === undefined) {
      console.log(checkUsage);
      return 0;
    }
    const folder = args.asked.kind === 'send' ? args.asked.folder : '.';
    await checkPlaces({ folder, json: args.json, report: undefined, artefacts: undefined });
    return await interruptibly(
      () => {},
      (signal) => {
        const either = outer === undefined ? signal : AbortSignal.any([signal, outer]);
        return check(args, openServer(args.server, args.key), display, either);
      },
    );
  } catch (error) {
    display.end();
    return explainEnd(error);
  }
}

async function check(
  args: CheckArguments,
  server: Server,
  display: StatusDisplay,
  signal: AbortSignal,
): Promise<number> {
  const { asked, wait } = args;
  if (isOpenToAll(args.server))
    display.say('warning: over http:// everybody on the way can read your key; use https://');
  const { sent, quotaAt }: Sent =
    asked.kind === 'send' ? await send(server, asked, display, signal) : await sentBefore(server, asked, signal);
  const again = `gradewire check --server ${args.server.href} --submission ${sent.id}`;
  try {
    if (quotaAt !== undefined) display.say(quotaLine(await server.get(quotaAt, Quota, signal), new Date()));
    if (!wait) {
      display.say(`look at it with: ${again}`);
      if (args.json !== undefined) await writeJson(args.json, sent);
      return 0;
    }
    const lost = (why: string) => display.say(`${why}; trying again`);
    const status = hasEnded(sent) ? sent : await watch(server, sent, display.show, lost, signal);
    display.end();
    const { run } = status;
    if (run?.state !== 'done') {
      display.say(`gradewire: ${noResultWords(status)}`);
      return 3;
    }
    await show(args, await server.get(`${sent.links.result}?run=${run.id}`, WholeResult, signal));
    return 0;
  } catch (error) {
    display.end();
    if (error instanceof Interrupted)
      display.say(`submission ${sent.id} goes on without you; look at it with: ${again}`);
    else if (!(error instanceof Refused)) display.say(`submission ${sent.id} was sent; look at it with: ${again}`);
    throw error;
  }
}

/** Neither encrypted nor within this machine. */
function isOpenToAll({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

type Sending = Extract<Asked, { kind: 'send' }>;

interface Sent {
  readonly sent: Submission;
  /** Where what is left of the quota is asked for, of a self-check. */
  readonly quotaAt?: string;
}

async function send(server: Server, asked: Sending, display: StatusDisplay, signal: AbortSignal): Promise<Sent> {
  const assignment = await findAssignment(server, asked.assignment, signal);
  const team = asked.team && (await findTeam(server, assignment.courseId, asked.team, signal));
  const query = team ? `?team=${team}` : '';
  const at = `v1/assignments/${assignment.id}`;
  const quotaAt = `${at}/self-checks/quota${query}`;
  if (!asked.official) {
    const quota = await server.get(quotaAt, Quota, signal);
    const exhausted = exhaustedLine(quota, new Date());
    if (exhausted !== undefined) throw new Refused('quota-exhausted', exhausted);
  }
  const packed = await packFolder(asked.folder);
  for (const line of leftOutLines(packed)) display.say(line);
  const kind = asked.official ? 'submissions' : 'self-checks';
  const submission = await server.upload(`${at}/${kind}${query}`, packed.archive, Submission, signal);
  const what = asked.official ? 'handed in' : 'self-check';
  const size = `${packed.files} ${packed.files === 1 ? 'file' : 'files'}, ${Math.ceil(packed.archive.length / 1024)} KiB`;
  display.say(`${what} for ${assignment.title}: ${size}; submission ${submission.id}`);
  return { sent: submission, ...(asked.official ? {} : { quotaAt }) };
}

async function sentBefore(server: Server, asked: { submission: string }, signal: AbortSignal): Promise<Sent> {
  return { sent: await server.get(`v1/submissions/${asked.submission}`, Submission, signal) };
}

const named = 5;

function leftOutLines({ leftOut }: Packed): string[] {
  return [...leftOut].map(([why, places]) => {
    const more = places.length > named ? ` and ${places.length - named} more` : '';
    return `left out (${why}): ${places.slice(0, named).join(', ')}${more}`;
  });
}

async function show(args: CheckArguments, { whole, result }: z.output<typeof WholeResult>): Promise<void> {
  if (args.json !== undefined) await writeJson(args.json, whole);
  if (args.json === '-') return;
  const seed = result.seed === undefined ? '' : ` · seed ${result.seed}`;
  const heading = `${result.kit} ${result.kitVersion} · version ${result.versionNumber}${seed}`;
  const options = { colour: args.colour, width: process.stdout.columns ?? 120, heading };
  process.stdout.write(renderTerminal(asGraded(result), options));
  if (result.score !== null) for (const line of finalLines(result.score)) console.log(printable(line));
}

async function writeJson(file: string, value: unknown): Promise<void> {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (file === '-') process.stdout.write(text);
  else await writeFile(file, text);
}
