import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { InfrastructureFault } from '@gradewire/core';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { type ImageStore, imageStore } from '../images/image-store.ts';
import { packFrom, unpackInto } from './archive.ts';
import { connectDocker } from './docker.ts';
import { ownerUid, type SandboxSpec, sandboxContainer, studentUid } from './hardening.ts';
import type { ExitReport, RunRequest } from './init-protocol.ts';
import { runLabels } from './labels.ts';
import { type StandingSandbox, startSandbox } from './standing.ts';

/** What tests of the sandbox share: a label of their own, sandboxes with hostile programs in /work, and their output. */
export interface ProvingGround {
  readonly docker: Docker;
  readonly images: ImageStore;
  readonly labels: Record<string, string>;
  /** A run sandbox of that language with `tree` in /work. */
  sandbox(language: string, tree?: Buffer, change?: Partial<SandboxSpec>): Promise<StandingSandbox>;
  /** Programs of `hostile/`: C is compiled in a build sandbox, anything else is taken as it is. A tar archive. */
  hostile(...names: string[]): Promise<Buffer>;
  /** Containers of this ground that Docker still knows. */
  containers(): Promise<string[]>;
  /** Fails if a test left a container. */
  close(): Promise<void>;
}

export async function provingGround(): Promise<ProvingGround> {
  const docker = await connectDocker();
  const images = imageStore(docker, {
    ensureBaseImage: async (name) => {
      await docker
        .getImage(name)
        .inspect()
        .catch(() => {
          throw new InfrastructureFault(`there is no image ${name} here: \`npm test\` makes it`);
        });
    },
  });
  const labels = runLabels(`test-${randomUUID()}`);
  const start = async (language: string, change: Partial<SandboxSpec>) => {
    const image = await images.ensureLanguage(language);
    const spec = { image: image.reference, name: `test ${language}`, hostname: 'sandbox', hosts: [], labels };
    return startSandbox(docker, sandboxContainer({ ...spec, kind: 'run', memoryMiB: 128, workMiB: 8, ...change }));
  };
  const containers = async () => {
    const filters = { label: [`gradewire.run=${labels['gradewire.run']}`] };
    return (await docker.listContainers({ all: true, filters })).map(({ Id }) => Id);
  };

  return {
    docker,
    images,
    labels,
    containers,
    async sandbox(language, tree, change = {}) {
      const sandbox = await start(language, change);
      try {
        if (tree) await unpackInto(sandbox, once(tree), change.kind === 'build' ? studentUid : ownerUid);
        return sandbox;
      } catch (error) {
        await sandbox[Symbol.asyncDispose]();
        throw error;
      }
    },
    async hostile(...names) {
      const files = await Promise.all(
        names.map(async (name) => [name, await readFile(new URL(`./hostile/${name}`, import.meta.url))] as const),
      );
      const sources = files.filter(([name]) => name.endsWith('.c'));
      if (sources.length === 0) return treeOf(Object.fromEntries(files));
      await using sandbox = await start('c', { kind: 'build', memoryMiB: 512 });
      await unpackInto(sandbox, once(await treeOf(Object.fromEntries(files))), studentUid);
      for (const [name] of sources) {
        const argv = ['gcc', '-O1', '-Wall', '-Werror', '-pthread', '-static', '-o', name.slice(0, -2), name, '-lrt'];
        const compiled = await runIn(sandbox, argv, { cwd: '/work', wallMs: 60_000 });
        assert.equal(compiled.end.code, 0, compiled.stderr);
      }
      const parts: Buffer[] = [];
      await packFrom(sandbox, studentUid, 64 << 20, (bytes) => parts.push(Buffer.from(bytes)));
      return Buffer.concat(parts);
    },
    async close() {
      assert.deepEqual(await containers(), [], 'containers were left');
    },
  };
}

/** A tar archive of these files, all of them executable. */
export async function treeOf(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name, mode: 0o755 }, content);
  archive.finalize();
  const parts: Buffer[] = [];
  for await (const part of archive) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

export interface Finished {
  readonly end: ExitReport;
  readonly stdout: string;
  readonly stderr: string;
}

/** A request as the engine makes one for a student's program. */
export function requestOf(argv: readonly string[], change: Partial<RunRequest> = {}): RunRequest {
  return {
    argv,
    cwd: '/work',
    environment: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/tmp', LANG: 'C.UTF-8' },
    uid: studentUid,
    pty: false,
    wallMs: 120_000,
    cpuS: 0,
    openFiles: 1024,
    outputBytes: 1 << 20,
    fileBytes: 32 << 20,
    ...change,
  };
}

export async function runIn(
  sandbox: StandingSandbox,
  argv: readonly string[],
  change: Partial<RunRequest> = {},
): Promise<Finished> {
  const output = { 1: [] as Buffer[], 2: [] as Buffer[] };
  const program = sandbox.run(requestOf(argv, change), (stream, bytes) => output[stream].push(Buffer.from(bytes)));
  const end = await program.ended;
  return {
    end,
    stdout: Buffer.concat(output[1]).toString('latin1'),
    stderr: Buffer.concat(output[2]).toString('latin1'),
  };
}
