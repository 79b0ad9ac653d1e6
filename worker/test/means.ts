import path from 'node:path';
import type { Database } from '@gradewire/db';
import { buildCache, connectDocker, imageStore } from '@gradewire/engine';
import { blobStore } from '@gradewire/storage';
import type { WorkerEvent } from '../src/events.ts';
import type { WorkerOptions } from '../src/index.ts';
import { pullBaseImage } from '../src/pull-base-image.ts';
import { buildsFolder } from './course.ts';

/** What a worker of the tests grades with, and what it told. */
export async function meansFor(db: Database, folder: string) {
  const docker = await connectDocker();
  const blobsFolder = path.join(folder, 'blobs');
  const events: WorkerEvent[] = [];
  const options: WorkerOptions = {
    db,
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

/** Containers of Gradewire whose process is this one or none that lives. */
export async function containersOf(docker: WorkerOptions['docker'], pid: number): Promise<string[]> {
  const containers = await docker.listContainers({ all: true, filters: { label: ['gradewire.run'] } });
  return containers.filter(({ Labels }) => Labels['gradewire.owner']?.includes(`/${pid}-`)).map(({ Id }) => Id);
}
