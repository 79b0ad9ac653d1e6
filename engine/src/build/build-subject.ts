import { closeSync, openSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import {
  type BuildResult,
  type Language,
  outputFolder,
  type Program,
  type SourceFile,
  treeDigest,
} from '@gradewire/core';
import type Docker from 'dockerode';
import type { Image } from '../images/image-store.ts';
import { packFrom, roomOf, unpackInto } from '../sandbox/archive.ts';
import { sandboxContainer, studentUid } from '../sandbox/hardening.ts';
import type { RunRequest } from '../sandbox/init-protocol.ts';
import { type StandingSandbox, startSandbox } from '../sandbox/standing.ts';
import { packSource } from '../source/pack-source.ts';
import { refuseStarvedBuild } from '../starvation.ts';
import { type BuildCache, buildKey, type CachedBuild } from './build-cache.ts';

const buildWithinMs = 120_000;
const logBytes = 64 * 1024;
const largestTree = 256 * 1024 * 1024;

export interface SubjectSource {
  readonly root: string;
  readonly folder: string;
  /** The folder's files, with paths relative to the root. */
  readonly files: readonly SourceFile[];
}

export interface BuildPlace {
  readonly docker: Docker;
  readonly cache: BuildCache;
  readonly labels: Record<string, string>;
}

/**
 * Builds a subject's programs in one build sandbox, or finds that done in the cache. A build that fails is a result;
 * only faults of ours are thrown, and never cached.
 */
export async function buildSubject(
  place: BuildPlace,
  source: SubjectSource,
  language: Language,
  image: Image,
  programs: readonly Program[],
): Promise<CachedBuild> {
  const plan = JSON.stringify(programs.map(({ role, build }) => [role, build]));
  const key = buildKey(['5', subjectDigest(source), image.digest, plan]);
  const cached = await place.cache.read(key);
  if (cached !== undefined) return calledAs(programs, cached);
  if (programs.every((program) => program.build.length === 0)) {
    return place.cache.write(
      key,
      programs.map((program) => result(program, 'built', '')),
    );
  }
  const sourceMiB = Math.ceil(source.files.reduce((sum, file) => sum + file.size, 0) / 2 ** 20);
  await using sandbox = await startSandbox(
    place.docker,
    sandboxContainer({
      kind: 'build',
      image: image.reference,
      name: `build ${source.folder}`,
      hostname: 'build',
      hosts: [],
      memoryMiB: language.buildMemoryMiB,
      workMiB: 512 + sourceMiB,
      labels: place.labels,
    }),
  );
  await unpackInto(sandbox, packSource(source.root, source.files, source.folder), studentUid);
  const results: BuildResult[] = [];
  for (const program of programs) results.push(await buildProgram(sandbox, language, program));
  await sandbox.reset();

  const mebibytes = await roomOf(sandbox, studentUid);
  const file = await place.cache.newFile();
  try {
    const fits = await packInto(sandbox, file);
    if (fits) return await place.cache.write(key, results, { file, mebibytes });
    const log = `what the build made is larger than ${largestTree >> 20} MiB`;
    return await place.cache.write(
      key,
      programs.map((program) => result(program, 'build-failed', log)),
    );
  } finally {
    await rm(file, { force: true });
  }
}

/** Of a subject's files by themselves: the same wherever the folder lies. */
export function subjectDigest({ folder, files }: Pick<SubjectSource, 'folder' | 'files'>): string {
  const start = folder === '' ? 0 : folder.length + 1;
  return treeDigest(files.map((file) => ({ ...file, path: file.path.slice(start) })));
}

/** The same folder was built under another name, in another class: results are in the order of the programs. */
function calledAs(programs: readonly Program[], build: CachedBuild): CachedBuild {
  return { ...build, results: build.results.map((one, index) => ({ ...one, program: programs[index]!.id })) };
}

async function packInto(sandbox: StandingSandbox, file: string): Promise<boolean> {
  const descriptor = openSync(file, 'wx');
  try {
    return await packFrom(sandbox, studentUid, largestTree, (bytes) => writeSync(descriptor, bytes));
  } finally {
    closeSync(descriptor);
  }
}

async function buildProgram(sandbox: StandingSandbox, language: Language, program: Program): Promise<BuildResult> {
  let log = '';
  for (const argv of [['mkdir', '-p', outputFolder(program.role)], ...program.build]) {
    const running = sandbox.run(request(language, program, argv), (_, bytes) => {
      log = (log + bytes.toString()).slice(0, logBytes);
    });
    const end = await running.ended;
    if (end.cause === 'exited' && end.code === 0) continue;
    refuseStarvedBuild(end);
    return result(program, 'build-failed', `${log.trimEnd()}\n${why(argv, end.cause, end.code, language)}`.trimStart());
  }
  return result(program, 'built', log);
}

function why(argv: readonly string[], cause: string, code: number, language: Language): string {
  const command = argv.join(' ');
  if (cause === 'exited') return `"${command}" ended with exit code ${code}`;
  if (cause === 'wall-limit') return `"${command}" took longer than ${buildWithinMs / 1000} s and was ended`;
  if (cause === 'out-of-memory') return `"${command}" needed more than ${language.buildMemoryMiB} MiB of memory`;
  if (cause === 'not-started') return `"${command}" could not be started: there is no such program here`;
  return `"${command}" was ended (${cause})`;
}

function result(program: Program, outcome: BuildResult['outcome'], log: string): BuildResult {
  const steps = program.build.length > 0 ? program.build : [program.command];
  return { program: program.id, outcome, command: steps.map((argv) => argv.join(' ')).join(' && '), log };
}

function request(language: Language, program: Program, argv: readonly string[]): RunRequest {
  return {
    argv,
    cwd: '/work',
    environment: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: '/tmp',
      LANG: 'C.UTF-8',
      TERM: 'dumb',
      ...language.environment,
      ...program.environment,
    },
    uid: studentUid,
    pty: false,
    wallMs: buildWithinMs,
    cpuS: 240,
    openFiles: 4096,
    outputBytes: 4 << 20,
    fileBytes: 0,
  };
}
