export interface Place {
  /** Runs that are claimed before this one, as things stand. */
  readonly position: number;
  /** null: nothing has run in this assignment yet. */
  readonly estimatedStartSeconds: number | null;
}

/**
 * Where the row `run` stands, if it waits, in the order of the claim (lane, virtual start, virtual time before, id); the
 * median duration in seconds of the assignment's last 50 runs; and the workers that are alive. No row if it does not wait.
 */
export const placeOfRun = `
  SELECT (SELECT count(*)::int FROM run other WHERE other.state = 'waiting'
            AND (other.lane, other.virtual_start, other.virtual_before, other.id)
              < (run.lane, run.virtual_start, run.virtual_before, run.id)) AS ahead,
         (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM last.ended_at - last.started_at))::float
            FROM (SELECT ended_at, started_at FROM run done
                  WHERE done.assignment_id = run.assignment_id AND done.state = 'done'
                  ORDER BY ended_at DESC LIMIT 50) last) AS median,
         (SELECT greatest(1, count(DISTINCT worker))::int FROM run_attempt
            WHERE ended_at IS NULL OR ended_at > now() - interval '5 minutes') AS workers
  WHERE run.state = 'waiting'`;

export interface PlaceRow {
  readonly ahead: number;
  readonly median: number | null;
  readonly workers: number;
}

/** The estimate is those ahead times the median duration, by the workers. */
export function placeOf({ ahead, median, workers }: PlaceRow): Place {
  return { position: ahead, estimatedStartSeconds: median === null ? null : Math.round((ahead * median) / workers) };
}
