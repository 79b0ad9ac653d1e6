import assert from 'node:assert/strict';
import path from 'node:path';
import { type Database, embeddedServer, openDatabase } from '@gradewire/db';
import { connectDocker } from '@gradewire/engine';
import { type EmbeddedPostgres, postgresOf } from '../../prisma/test/postgres-of.ts';
import { temporaryFolder } from '../grade-folder.ts';
import { containersOf } from '../gradewire-command.ts';
import { archiveOf, ask, makeHello, serveWith, until } from '../gradewire-serve.ts';
import { processesOf } from '../left-behind.ts';
import { gateTo, type SocketGate } from './socket-gate.ts';

export type Kind = 'submission' | 'self-check';

export interface Stage {
  readonly url: string;
  readonly key: string;
  readonly assignmentId: string;
  readonly db: Database;
  readonly postgres: EmbeddedPostgres;
  readonly dockerGate: SocketGate;
  said(): string;
  makeTeam(slug: string): Promise<string>;
  send(kind: Kind, teamId: string, idempotencyKey?: string): Promise<Response>;
  /** Hands in for a team of its own; `disturb` is called while the cases run. Ends when the run is graded, and right. */
  gradedThrough(kind: Kind, slug: string, disturb: () => Promise<void>): Promise<Graded>;
  /** Ends the service, and looks for what it left. */
  end(): Promise<void>;
}

export interface Graded {
  readonly attempts: readonly (string | null)[];
  readonly faults: readonly (string | null)[];
}

const gradedWithinMs = 240_000;
const perDay = 5;

/** The whole service, as `gradewire serve` starts it, and what a run of the example in C gives when nothing breaks. */
export async function openStage(
  environment: NodeJS.ProcessEnv = {},
  dockerSocket = '/var/run/docker.sock',
): Promise<Stage> {
  const undo = new AsyncDisposableStack();
  const data = undo.use(await temporaryFolder());
  const dockerGate = undo.use(await gateTo(dockerSocket, path.join(data.path, 'docker.sock')));
  const patient = { GRADEWIRE_REQUESTS_PER_MINUTE: '1000000', DOCKER_HOST: dockerGate.url };
  const service = await serveWith({ ...environment, ...patient }, '--data', data.path);
  undo.defer(() => service.end('SIGKILL').then(() => {}));
  const { url, key } = service;
  assert.ok(key, service.said());
  const folder = path.join(data.path, 'postgres');
  const databaseUrl = (await embeddedServer(folder)).urlOf('gradewire');
  const db = undo.use(await openDatabase({ url: databaseUrl, folder: data.path }));
  const postgres = await postgresOf(folder, Number(new URL(databaseUrl).port));
  const settings = { selfChecksPerDay: perDay, selfCheckBurst: perDay };
  const { courseId, assignmentId } = await makeHello(url, key, { settings });
  const archive = new Uint8Array(await archiveOf('c'));
  const usual = new Map<Kind, unknown>();

  const makeTeam = async (slug: string): Promise<string> =>
    (await ask(`${url}/v1/courses/${courseId}/teams`, key, 'POST', { slug, name: slug })).id;
  const send: Stage['send'] = (kind, teamId, idempotencyKey) =>
    fetch(`${url}/v1/assignments/${assignmentId}/${kind}s?team=${teamId}`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${key}`,
        'Content-Type': 'application/gzip',
        ...(idempotencyKey && { 'Idempotency-Key': idempotencyKey }),
      },
      body: archive,
    });

  const gradedThrough: Stage['gradedThrough'] = async (kind, slug, disturb) => {
    const teamId = await makeTeam(slug);
    const sent = await send(kind, teamId);
    assert.equal(sent.status, 202, await sent.clone().text());
    const { id: submissionId } = (await sent.json()) as { id: string };
    const runNow = () =>
      db.prisma.run.findFirstOrThrow({
        where: { submissionId, reason: { not: 'matrix' } },
        include: { cases: true, scores: true, artefacts: true, attempts: { orderBy: { number: 'asc' } } },
      });
    const tellWhy = async (error: Error) => {
      throw new Error(`${error.message}\n${JSON.stringify(await runNow().catch(String), null, 1)}\n${service.said()}`);
    };
    await until(async () => {
      const { attempts } = await runNow();
      return ['running'].includes((attempts.at(-1)?.progress as { phase?: string } | undefined)?.phase ?? '');
    }, gradedWithinMs).catch(tellWhy);
    await disturb();
    const ended = () => runNow().then(({ state }) => !['waiting', 'claimed'].includes(state));
    await until(() => ended().catch(() => false), gradedWithinMs).catch(tellWhy);
    const run = await runNow();
    assert.equal(run.state, 'done', `${run.note}\n${service.said()}`);
    assert.deepEqual(
      run.attempts.slice(0, -1).filter(({ ending }) => ending === 'committed' || ending === null),
      [],
    );
    assert.equal(run.attempts.at(-1)!.ending, 'committed');
    // One score, and the right one; of each case and artefact one.
    assert.equal(await db.prisma.run.count({ where: { teamId, reason: { not: 'matrix' } } }), 1);
    assert.equal(await db.prisma.score.count({ where: { teamId } }), kind === 'submission' ? 1 : 0);
    const outcome = {
      cases: run.cases.map(({ caseId, outcome, points }) => `${caseId} ${outcome} ${points}`).sort(),
      score: run.scores.map(({ final, standing }) => `${final} ${standing}`),
      artefacts: run.artefacts.map(({ name }) => name).sort(),
    };
    assert.ok(outcome.cases.length > 10);
    if (!usual.has(kind)) usual.set(kind, outcome);
    assert.deepEqual(outcome, usual.get(kind));
    for (const { blobKey } of run.artefacts) assert.ok(blobKey.includes(run.attempts.at(-1)!.id), blobKey);
    const quota = await ask(`${url}/v1/assignments/${assignmentId}/self-checks/quota?team=${teamId}`, key);
    assert.equal(quota.day.used, kind === 'self-check' ? 1 : 0);
    assert.equal(quota.burst.used, kind === 'self-check' ? 1 : 0);
    return { attempts: run.attempts.map(({ ending }) => ending), faults: run.attempts.map(({ fault }) => fault) };
  };

  const undisturbed = async () => {};
  for (const kind of ['submission', 'self-check'] as const) await gradedThrough(kind, `usual-${kind}`, undisturbed);
  return {
    url,
    key,
    assignmentId,
    db,
    postgres,
    dockerGate,
    said: service.said,
    makeTeam,
    send,
    gradedThrough,
    async end() {
      await using _ = undo;
      const workers = [...service.said().matchAll(/worker \S+\/(\d+) is ready/g)].map(([, pid]) => Number(pid));
      assert.equal(await service.end('SIGTERM'), 0, service.said());
      assert.deepEqual(await processesOf(data.path), []);
      for (const pid of workers) assert.deepEqual(await containersOf(pid), []);
    },
  };
}

/** Containers of the run's that goes on now. */
export async function containersNow(stage: Stage): Promise<string[]> {
  const [, pid] = [...stage.said().matchAll(/worker \S+\/(\d+) is ready/g)].at(-1)!;
  return containersOf(Number(pid));
}

/** Takes containers away from under whoever uses them. */
export async function removeContainers(ids: readonly string[]): Promise<void> {
  const docker = await connectDocker();
  await Promise.all(
    ids.map((id) =>
      docker
        .getContainer(id)
        .remove({ force: true })
        .catch((error: { statusCode?: number }) => {
          // It may be on its way out already.
          if (![404, 409].includes(error.statusCode ?? 0)) throw error;
        }),
    ),
  );
}
