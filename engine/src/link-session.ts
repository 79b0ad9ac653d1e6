import { randomUUID } from 'node:crypto';
import type { Language, LinkProfile, SourceFile } from '@gradewire/core';
import type Docker from 'dockerode';
import { type BuildCache, pruneCache } from './build/build-cache.ts';
import { buildSubject } from './build/build-subject.ts';
import type { Image, ImageStore } from './images/image-store.ts';
import { type LinkChoice, LinkUnavailable, settleBackend } from './lab/choose-backend.ts';
import { endpointHosts } from './lab/endpoints.ts';
import { type Endpoint, type StartedLab, startLab } from './lab/lab.ts';
import { probeKernel } from './lab/probe.ts';
import { type Pair, type PairRun, runPair } from './link-pair.ts';
import { unpackInto } from './sandbox/archive.ts';
import { ownerUid, sandboxContainer } from './sandbox/hardening.ts';
import { runLabels } from './sandbox/labels.ts';
import { reapOrphans, reapRun } from './sandbox/reaper.ts';
import { startSandbox } from './sandbox/standing.ts';
import { packSource } from './source/pack-source.ts';

/** A lab on its own: two commands of the same folder, one link between them. */
export interface LinkSession extends Omit<Pair, 'signal'> {
  readonly docker: Docker;
  readonly images: ImageStore;
  readonly cache: BuildCache;
  readonly folder: string;
  /** Those of the folder's files that the programs see. */
  readonly files: readonly SourceFile[];
  /** A shell command that is run in a copy of the folder first; null if there is nothing to build. */
  readonly build: string | null;
  readonly profile: LinkProfile;
  readonly link: LinkChoice;
  /** Ends what is being made ready, or the programs once they run: then there is still a report. */
  readonly signal: AbortSignal;
}

export type LinkSessionEnd =
  | { readonly kind: 'build-failed'; readonly log: string }
  | ({ readonly kind: 'ran'; readonly backend: LinkChoice } & PairRun);

/** What a sandbox needs to run from. */
interface Work {
  readonly tree: () => AsyncIterable<Uint8Array>;
  readonly mebibytes: number;
}

/** Makes the lab, runs the pair, removes the lab. Throws InfrastructureFault, LinkUnavailable, and the abort's reason. */
export async function runLinkSession(session: LinkSession): Promise<LinkSessionEnd> {
  const { docker, images, profile, signal } = session;
  const runId = randomUUID();
  const labels = runLabels(runId);
  await reapOrphans(docker);
  // Whatever is being waited for ends with its sandbox.
  const onAbort = () => void reapRun(docker, runId).catch(() => {});
  signal.addEventListener('abort', onAbort);
  try {
    const lab = await images.ensure('lab');
    const [client, server] = await Promise.all([
      images.ensureLanguage(session.client.language.id),
      images.ensureLanguage((session.server ?? session.client).language.id),
    ]);
    const backend = await settleBackend(session.link, () => probeKernel(docker, lab.reference, labels));
    const objections = backend.inexpressible(profile);
    if (objections.length > 0) {
      throw new LinkUnavailable(`--link ${backend.name} cannot do this: ${objections.join('; ')}; use --link emulator`);
    }
    signal.throwIfAborted();
    const built = session.build === null ? sourceOf(session) : await buildIn(session, session.build, client, labels);
    if ('log' in built) return { kind: 'build-failed', log: built.log };

    await using standing = await startLab(docker, lab.reference, labels, backend.backendIn);
    await using made = new AsyncDisposableStack();
    const endpoint = async (side: 'client' | 'server', image: Image, language: Language, work: Work) =>
      wired(docker, standing, labels, made, side, image, language, work);
    const clientEnd = await endpoint('client', client, session.client.language, built);
    const other = session.server?.language ?? session.client.language;
    const serverEnd = await endpoint('server', server, other, session.server ? built : nothing);
    signal.removeEventListener('abort', onAbort);
    return { kind: 'ran', backend: backend.name, ...(await runPair(standing, clientEnd, serverEnd, session)) };
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    await reapRun(docker, runId);
    if (session.build !== null) await pruneCache(session.cache.folder);
  }
}

/** The endpoint without a program: packets meet closed ports there. */
const nothing: Work = { tree: () => packSource('', [], ''), mebibytes: 1 };

function sourceOf({ folder, files }: LinkSession): Work {
  const bytes = files.reduce((sum, { size }) => sum + size + 4096, 0);
  return { tree: () => packSource(folder, files, ''), mebibytes: Math.ceil(bytes / 2 ** 20) + 1 };
}

async function buildIn(
  session: LinkSession,
  command: string,
  image: Image,
  labels: Record<string, string>,
): Promise<Work | { readonly log: string }> {
  const { docker, cache, folder, files } = session;
  const { argv, language } = session.client;
  const program = {
    ...({ id: 'link/client', subject: 'link', role: 'client', language: language.id, source: null } as const),
    ...{ build: [['sh', '-c', command]], command: argv, argumentForms: [], environment: {}, stdin: '' },
  };
  const source = { root: folder, folder: '', files };
  const build = await buildSubject({ docker, cache, labels }, source, language, image, [program]);
  const [result] = build.results;
  if (result?.outcome !== 'built') return { log: result?.log ?? '' };
  const plain = sourceOf(session);
  return { tree: build.tree ?? plain.tree, mebibytes: build.treeMiB ?? plain.mebibytes };
}

async function wired(
  docker: Docker,
  lab: StartedLab,
  labels: Record<string, string>,
  made: AsyncDisposableStack,
  side: 'client' | 'server',
  image: Image,
  { memoryMiB }: Language,
  { tree, mebibytes }: Work,
): Promise<Endpoint> {
  const spec = { kind: 'run', image: image.reference, name: `link ${side}`, hostname: side } as const;
  const options = sandboxContainer({ ...spec, hosts: endpointHosts, memoryMiB, workMiB: mebibytes, labels });
  const sandbox = made.use(await startSandbox(docker, options));
  await unpackInto(sandbox, tree(), ownerUid);
  return lab.wire(sandbox, side);
}
