/** What a worker wrote, for a person: events as sentences, anything else as it is. Undefined: not worth a line. */
export function readableLine(line: string): string | undefined {
  const event = parsed(line);
  if (event === undefined) return line;
  const { kind, runId, message } = event;
  if (kind === 'kernel') return kernelLine(event);
  if (kind === 'claimed') return `run ${runId}: attempt ${event.attempt} begins (${event.lane})`;
  if (kind === 'committed') {
    if (event.incomplete !== undefined) return `run ${runId}: no score: ${event.incomplete}`;
    return `run ${runId}: graded${event.final === undefined ? '' : `, ${Number(event.final)} points`}`;
  }
  if (kind === 'faulted') return `run ${runId}: a fault of the grader: ${message}; the run is ${event.next}`;
  if (kind === 'stale') return `run ${runId}: the claim is out of date (${event.ending}); nothing was written`;
  if (kind === 'released') {
    return event.unanswered === true ? `run ${runId}: not given back: ${waitsAgain}` : `run ${runId}: given back`;
  }
  if (kind === 'paused') return `worker pauses for ${event.seconds} s: ${event.why}`;
  if (kind === 'ready') return `worker ${event.worker} is ready`;
  if (kind === 'queue-trouble') return queueLine('worker', String(message));
  if (kind === 'draining' || kind === 'ended') return undefined;
  return message === undefined ? line : `worker: ${message}`;
}

const waitsAgain = 'the database did not answer, so it waits again when its lease has run out';

/** What became of a run is told by one of these. */
const endsOfAttempts: readonly unknown[] = ['committed', 'faulted', 'stale', 'released'];

/** The runs that a worker claimed and of whose end it said nothing yet, by the lines that it wrote. */
export function runsUnderway(): { note(line: string): void; readonly ids: ReadonlySet<string> } {
  const ids = new Set<string>();
  return {
    ids,
    note(line) {
      const { kind, runId } = parsed(line) ?? {};
      if (kind === 'claimed') ids.add(String(runId));
      if (endsOfAttempts.includes(kind)) ids.delete(String(runId));
    },
  };
}

/** A worker that ended in the middle of a run said no word about it: `end` as `WorkerProcess.ended`. */
export function brokenOffLine(runId: string, pid: number, end: number | string): string {
  return `run ${runId}: broken off, as worker ${pid} ended (${end}): it waits again when its lease has run out`;
}

function kernelLine({ netem }: Record<string, unknown>): string {
  const { kernel, seed, reason } = (netem ?? {}) as { kernel?: string; seed?: boolean; reason?: string };
  if (kernel === undefined) return `worker: no netem in this kernel (${reason}), only the emulator`;
  return `worker: netem of Linux ${kernel}${seed ? '' : ', which keeps no seed'}`;
}

/** Nothing is lost without the queue, but who reads the line may have given a wrong address. */
export function queueLine(who: string, message: string): string {
  return `${who}: the queue (REDIS_URL, or else the database): ${message}; until it answers, work is looked for every few seconds`;
}

/**
 * Passes lines on; one that was there within the last `quietMs` says nothing new. Lines of runs are all passed on: each
 * attempt has its own, and two that met the same fault read the same.
 */
export function withoutRepeats(report: (line: string) => void, quietMs = 60_000): (line: string) => void {
  const said = new Map<string, number>();
  return (line) => {
    if (line.startsWith('run ')) return report(line);
    const now = performance.now();
    for (const [old, at] of said) if (now - at >= quietMs) said.delete(old);
    if (said.has(line)) return;
    said.set(line, now);
    report(line);
  };
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return value !== null && typeof value === 'object' && 'kind' in value
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
