import path from 'node:path';
import type { Database } from '@gradewire/db';
import { buildCache, connectDocker, imageStore } from '@gradewire/engine';
import { blobStore } from '@gradewire/storage';
import type { WorkerEvent } from '../src/events.ts';
import type { WorkerOptions } from '../src/index.ts';
import { pullBaseImage } from '../src/pull-base-image.ts';
import { buildsFolder } from './course.ts';
import type { TestDatabase } from './servers.ts';

/** What a worker of the tests grades with, and what it told. It has a worker's rights where the database is one of ours. */
export async function meansFor(db: Database | TestDatabase, folder: string) {
  const docker = await connectDocker();
  const blobsFolder = path.join(folder, 'blobs');
  const events: WorkerEvent[] = [];
  const options: WorkerOptions = {
    db: 'asWorker' in db ? db.asWorker : db,
    blobs: await blobStore({ kind: 'folder', folder: blobsFolder }),
    docker,
    images: imageStore(docker, { ensureBaseImage: (name) => pullBaseImage(docker, name) }),
    cache: buildCache(buildsFolder),
    pollMs: 100,
    minFreeBytes: 0,
    onEvent: (event) => events.push(event),
  };
  const kinds = (kind: WorkerEvent['kind']) => events.filter((event) => event.kind === kind);
  return { options, events, kinds, blobs: options.blobs, blobsFolder, docker };
}

/** Containers of Gradewire that this process started. */
export async function containersOf(docker: WorkerOptions['docker'], pid: number): Promise<string[]> {
  return (await containersBy(docker, pid)).map(({ Id }) => Id);
}

/** Those of runs: a worker that lives also has a spare lab, and for its first second the probe of its kernel. */
export async function runContainersOf(docker: WorkerOptions['docker'], pid: number): Promise<string[]> {
  const started = await containersBy(docker, pid);
  return started.filter(({ Labels }) => !/^(spare|probe)-/.test(Labels['gradewire.run']!)).map(({ Id }) => Id);
}

async function containersBy(docker: WorkerOptions['docker'], pid: number) {
  const containers = await docker.listContainers({ all: true, filters: { label: ['gradewire.run'] } });
  return containers.filter(({ Labels }) => Labels['gradewire.owner']?.includes(`/${pid}-`));
}
