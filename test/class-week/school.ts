import { buildCache, connectDocker, imageStore } from '@gradewire/engine';
import { type RunningWorker, startWorker, type WorkerEvent } from '@gradewire/worker';
import { client } from '../../api/src/testing/client.ts';
import { seedPerson } from '../../api/src/testing/seed.ts';
import { ensureBaseImage } from '../../cli/src/setup/base-images.ts';
import { ensureDocker } from '../../cli/src/setup/docker.ts';
import { buildsFolder } from '../../cli/src/setup/state.ts';
import type { Account, Files, PullRequest } from '../github/stand-in.ts';
import { type Connected, connected } from '../github-service/connected.ts';
import { type Ledger, ledger } from './ledger.ts';
import { type Language, languages } from './programs.ts';

export const classRepository = 'uni/hello';
/** Deliveries that were dropped are looked for so often. Milliseconds. */
const catchUpEveryMs = 1500;

/** A course with a class repository, a team for each language, a service and a worker, which may be down. */
export interface School extends AsyncDisposable {
  readonly course: Connected;
  readonly ledger: Ledger;
  readonly students: ReadonlyMap<Language, Account>;
  readonly workerEvents: readonly WorkerEvent[];
  startWorker(): Promise<void>;
  /** The machine is switched off: what is being graded is given back at once. */
  switchOff(): Promise<void>;
  switchOn(): Promise<void>;
  push(language: Language, files: Files): Promise<string>;
  open(language: Language): Promise<PullRequest>;
}

export async function openSchool(): Promise<School> {
  await using undo = new AsyncDisposableStack();
  const course = undo.use(await connected());
  const { github, courseId } = course;
  await course.stop();
  await course.start({ catchUpEveryMs });
  const students = new Map(languages.map((language) => [language, github.createUser(`${language}-student`)]));
  await github.createRepository(classRepository, { private: true, files: { 'README.md': '# Hello Internet\n' } });
  await course.bind(classRepository);
  const lines = [...students].map(([language, { login }]) => `Student of ${language},${login},Team ${language}`);
  const { key } = await seedPerson(course.db, courseId, 'instructor');
  const roster = ['name,github,team', ...lines, ''].join('\n');
  const csv = { 'Content-Type': 'text/csv' };
  const imported = await client(course.url(), key).send('POST', `/v1/courses/${courseId}/roster`, roster, csv);
  if (imported.body?.enrolled !== languages.length) throw new Error(imported.text);

  const quietly = () => {};
  await ensureDocker(quietly);
  const docker = await connectDocker();
  const images = imageStore(docker, { ensureBaseImage: (name) => ensureBaseImage(name, quietly) });
  const cache = buildCache(buildsFolder);
  const workerEvents: WorkerEvent[] = [];
  let worker: RunningWorker | undefined;
  const begin = async () => {
    const { db, blobs } = course;
    const onEvent = (event: WorkerEvent) => void workerEvents.push(event);
    worker = startWorker({ db, blobs, docker, images, cache, pollMs: 100, graceMs: 1, minFreeBytes: 0, onEvent });
  };
  const end = async () => {
    await worker?.[Symbol.asyncDispose]();
    worker = undefined;
  };
  undo.defer(end);
  const owned = undo.move();
  return {
    course,
    ledger: ledger(course),
    students,
    workerEvents,
    startWorker: begin,
    async switchOff() {
      await Promise.all([course.stop(), end()]);
    },
    async switchOn() {
      await course.start({ catchUpEveryMs });
      await begin();
    },
    async push(language, files) {
      return (await github.push(classRepository, language, files, students.get(language)!)).sha;
    },
    open: (language) => github.openPullRequest(classRepository, { branch: language, by: students.get(language)! }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
