/** Takes one line of progress. */
export type Report = (line: string) => void;

/** A report that writes each line with the seconds since its creation, as in `[  3.2 s] Docker is ready`. */
export function reportTo(out: { write(text: string): unknown }, now: () => number = () => performance.now()): Report {
  const start = now();
  return (line) => out.write(`[${((now() - start) / 1000).toFixed(1).padStart(5)} s] ${line}\n`);
}
