import { countNetemWorkers, countWorkers, readFleet, readLastHour, readQueue } from '@gradewire/db';
import { Router } from 'express';
import { Gauge, Histogram, Registry } from 'prom-client';
import type { Context } from '../app.ts';
import { shownState } from '../store/shown-state.ts';

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

/** Prometheus' figures: of this process' requests, and of the queue as the database knows it at the time of the scrape. */
export function metrics({ db }: Pick<Context, 'db'>): Router {
  const registry = new Registry();
  const requests = new Histogram({
    name: 'gradewire_http_request_seconds',
    help: 'Time to answer, by method, endpoint and status',
    labelNames: ['method', 'endpoint', 'status'],
    buckets: seconds,
    registers: [registry],
  });
  const gauge = (name: string, help: string, ...labelNames: string[]) =>
    new Gauge({ name: `gradewire_${name}`, help, labelNames, registers: [registry] });
  const depth = gauge('queue_runs', 'Runs by lane and state (waiting, running)', 'lane', 'state');
  const age = gauge('queue_oldest_seconds', 'How long the oldest waiting run of a lane has waited', 'lane');
  const ended = gauge('runs_ended_last_hour', 'Runs that ended in the last hour, by how', 'state');
  const duration = gauge('run_median_seconds', 'Median time from claim to end in the last hour', 'lane');
  const workers = gauge('workers_busy', 'Workers that hold a run and are alive');
  const workersAlive = gauge('workers_alive', 'Workers that are connected to the database, idle ones as well');
  const netemWorkers = gauge('workers_with_netem', 'Workers that are connected and whose kernel has netem');
  const phase = gauge('run_phase_seconds', 'Time of a phase in the last hour', 'phase', 'quantile');
  const outcomes = gauge('cases_last_hour', 'Cases of the last hour, by how they ended', 'kit', 'outcome');
  const attempts = gauge(
    'attempts_ended_last_hour',
    'Attempts of workers in the last hour, by how they ended',
    'ending',
  );
  const retries = gauge(
    'cases_rerun_last_hour',
    'Cases that were run again for a fault of ours, the link out of its budget among them',
  );
  const linkLag = gauge('link_lag_seconds', 'Worst lag of the link in any case of the last hour (99 of 100 packets)');
  const outbox = gauge('outbox_rows', 'Told to nobody yet');

  const router = Router();
  router.use((request, response, next) => {
    const stop = requests.startTimer();
    // Not `on`: V8 keeps answers with a listener that stays until it looks through the whole heap.
    response.once('finish', () => {
      // The pattern and not the address: ids would make a series of each request.
      const endpoint = (request.route as { path?: string } | undefined)?.path ?? 'none';
      stop({ method: request.method, endpoint, status: response.statusCode });
    });
    next();
  });
  router.get('/metrics', async (_request, response) => {
    const [queue, fleet, hour, alive, withNetem] = await Promise.all([
      readQueue(db),
      readFleet(db),
      readLastHour(db),
      countWorkers(db),
      countNetemWorkers(db.pool),
    ]);
    for (const each of [depth, age, ended, duration, phase, outcomes, attempts]) each.reset();
    for (const { lane, state, runs, oldestSeconds } of queue) {
      depth.set({ lane, state: shownState(state) }, runs);
      if (state === 'waiting') age.set({ lane }, oldestSeconds);
    }
    for (const { lane, state, runs, medianSeconds } of fleet.ended) {
      ended.inc({ state }, runs);
      if (state === 'done' && medianSeconds !== null) duration.set({ lane }, medianSeconds);
    }
    for (const { phase: name, median, p95 } of hour.phases) {
      phase.set({ phase: name, quantile: '0.5' }, median);
      phase.set({ phase: name, quantile: '0.95' }, p95);
    }
    for (const { kit, outcome, cases } of hour.outcomes) outcomes.set({ kit, outcome }, cases);
    for (const { ending, attempts: many } of hour.attempts) attempts.set({ ending }, many);
    retries.set(hour.retries);
    linkLag.set(hour.linkLagSeconds ?? 0);
    workersAlive.set(alive);
    netemWorkers.set(withNetem);
    workers.set(fleet.busyWorkers);
    outbox.set(fleet.outboxRows);
    response.set('Content-Type', registry.contentType).send(await registry.metrics());
  });
  return router;
}
