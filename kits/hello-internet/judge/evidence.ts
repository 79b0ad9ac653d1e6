import {
  type BuildResult,
  type Evidence,
  type Observation,
  type ProcessObservation,
  quote,
  transcript,
} from '@gradewire/core';
import { describeEnd } from './facts.ts';

/** What a verdict rests on, for the student: the wire, and what the programs printed. */
export function evidenceOf(observation: Observation, title = ''): Evidence[] {
  const label = (what: string) => (title === '' ? what : `${title}: ${what}`);
  const wire = observation.conversations.flatMap((one) => transcript(one));
  const processes = [
    ...observation.clients.map((client, i) =>
      outputOf(client, label(observation.clients.length > 1 ? `Client ${i + 1}` : 'Client')),
    ),
    ...(observation.server ? [outputOf(observation.server, label('Server'))] : []),
  ];
  return [...(wire.length > 0 ? [{ title: label('On the wire'), lines: wire }] : []), ...processes];
}

export function buildEvidence(build: BuildResult): Evidence {
  return { title: `Build: ${build.command}`, lines: safeLines(build.log, 40) };
}

function outputOf(process: ProcessObservation, title: string): Evidence {
  const lines = [
    `$ ${process.argv.join(' ')}`,
    ...safeLines(process.stdout, 20),
    ...safeLines(process.stderr, 20).map((line) => `[stderr] ${line}`),
    `(${describeEnd(process.end)}, after ${Math.round(process.endedMs - process.startedMs)} ms)`,
  ];
  return { title, lines };
}

/** The last lines of an output, without control characters, each cut to a readable length. */
function safeLines(text: string, most: number): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const shown = lines.slice(-most).map((line) =>
    quote(Buffer.from(line), 200)
      .slice(1)
      .replace(/"(?=( …|$))/, '')
      .replaceAll('\\"', '"'),
  );
  return lines.length > most ? [`… ${lines.length - most} lines before`, ...shown] : shown;
}
