import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connectDocker } from '@gradewire/engine';
import { composeCommand } from '../cli/src/setup/compose.ts';
import { type Answer, askOverTls, type ComposeProject, composeFolder, composeProject } from './compose-project.ts';
import { root } from './grade-folder.ts';

const command = await composeCommand();
const skip = command === undefined && 'there is no docker-compose here, and set-up could not install it';
const docker = await connectDocker();

/** The service as somebody outside sees it: by its address, the proxy's certificate authority and a key. */
async function visit({ compose, httpsPort }: ComposeProject, key?: string) {
  const ca = await compose('exec', '-T', 'proxy', 'cat', '/data/caddy/pki/authorities/local/root.crt');
  const shown = /owner key[^:]*: (gw_\S+)/.exec(await compose('logs', '--no-color', 'api'))?.[1];
  const visitor = { port: httpsPort, ca, key: key ?? shown! };
  const ask = (method: string, place: string, body?: object | Buffer) => askOverTls(visitor, method, place, body);
  return { key: visitor.key, ca, ask };
}

const good = ({ status, body }: Answer) => {
  assert.ok(status < 300, `${status} ${JSON.stringify(body)}`);
  return body;
};

/** A course with one assignment and one team; the archive is handed in for it. Returns where to ask for what. */
async function handIn(ask: (...request: [string, string, (object | Buffer)?]) => Promise<Answer>, archive: Buffer) {
  const post = async (place: string, body?: object | Buffer) => good(await ask('POST', place, body));
  const course = await post('/v1/courses', { slug: 'networks', title: 'Networks' });
  const team = await post(`/v1/courses/${course.id}/teams`, { slug: 'red', name: 'Red' });
  const about = { slug: 'hello', title: 'Hello Internet' };
  const assignment = await post(`/v1/courses/${course.id}/assignments`, about);
  const version = await post(`/v1/assignments/${assignment.id}/versions`, { kit: 'hello-internet' });
  await post(`/v1/assignments/${assignment.id}/versions/${version.id}/publish`, {
    withoutTrial: 'a test of the service',
  });
  const { links } = await post(`/v1/assignments/${assignment.id}/submissions?team=${team.id}`, archive);
  return { ...links, scores: `/v1/assignments/${assignment.id}/teams/${team.id}/scores` };
}

function exampleArchive(language: string): Promise<Buffer> {
  const place = path.join(root, 'examples', 'class-repo');
  return buffer(spawn('tar', ['-czf', '-', '-C', place, language], { stdio: ['ignore', 'pipe', 'inherit'] }).stdout);
}

/** The containers of a project, in full. */
async function containersOf(project: string) {
  const filters = { label: [`com.docker.compose.project=${project}`] };
  const found = await docker.listContainers({ all: true, filters });
  return Promise.all(
    found.map(async ({ Id, Labels }) => ({
      service: Labels['com.docker.compose.service']!,
      ...(await docker.getContainer(Id).inspect()),
    })),
  );
}

/** The scores once there is one, and where the observations behind it are. */
async function graded(ask: (...request: [string, string]) => Promise<Answer>, links: Record<string, string>) {
  const items = async (place: string) => good(await ask('GET', `${place}?limit=200`)).items;
  const deadline = Date.now() + 300_000;
  for (;;) {
    const scores = await items(links.scores!);
    const artefacts = await items(links.artefacts!);
    const observations = artefacts.find(({ kind }: { kind: string }) => kind === 'observations')?.href;
    if (scores.length > 0 && observations !== undefined) return { scores, observations };
    const { run } = good(await ask('GET', links.self!));
    assert.ok(run.state !== 'incomplete' && Date.now() < deadline, JSON.stringify(run));
    await pause(500);
  }
}

/** Waits until every container's own health check has passed. */
async function allHealthy(project: string): Promise<void> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const states = (await containersOf(project)).map(({ service, State }) => `${service} ${State.Health?.Status}`);
    if (states.every((state) => state.endsWith(' healthy'))) return;
    assert.ok(Date.now() < deadline, states.join(', '));
    await pause(1000);
  }
}

/** Who reaches the Docker socket and the world, who is root, and that no listing shows a secret. */
async function checkWalls(project: ComposeProject): Promise<void> {
  const containers = await containersOf(project.name);
  const count = (service: string) => containers.filter((one) => one.service === service).length;
  assert.deepEqual(['postgres', 'redis', 'api', 'worker', 'proxy'].map(count), [1, 1, 1, 2, 1]);
  const secretFolder = project.environment.GRADEWIRE_SECRETS!;
  const secrets = await Promise.all(
    (await readdir(secretFolder)).map((name) => readFile(path.join(secretFolder, name), 'utf8')),
  );
  assert.equal(secrets.length, 6);
  for (const { service, Mounts, Config, HostConfig, NetworkSettings, ...rest } of containers) {
    const isWorker = service === 'worker';
    const reachesSocket = Mounts.some(({ Source }) => Source.endsWith('docker.sock'));
    assert.equal(reachesSocket, isWorker, `${service} and the Docker socket`);
    if (service === 'api' || isWorker) assert.equal(Config.User, 'gradewire');
    const opensDatabase = Mounts.some(({ Destination }) => /\/(database-url|postgres-password)$/.test(Destination));
    assert.equal(opensDatabase, service === 'api' || service === 'postgres', `${service} and the owner's password`);
    if (service !== 'proxy') assert.notEqual(Config.User, '', `${service} is no root`);
    assert.ok(HostConfig.ReadonlyRootfs && HostConfig.CapDrop?.includes('ALL'), service);
    assert.equal(HostConfig.RestartPolicy?.Name, 'unless-stopped');
    const shown = JSON.stringify({ Config, HostConfig, ...rest });
    for (const secret of secrets)
      assert.ok(!shown.includes(secret.trim().split(' ').at(-1)!), `${service} shows a secret`);
    const published = Object.values(NetworkSettings.Ports ?? {}).some((ports) => ports?.length);
    assert.equal(published, service === 'proxy', `${service} and ports of this machine`);
  }
}

test('one machine by compose: graded over TLS, backed up, taken down, restored', { skip }, async () => {
  await using project = await composeProject(command!);
  const { run, compose, up } = project;
  await run([process.execPath, path.join(composeFolder, 'build-images.ts'), '--tag', project.tag]);
  await compose('build');
  await up();

  const before = await visit(project);
  const links = await handIn(before.ask, await exampleArchive('c'));
  const { scores, observations } = await graded(before.ask, links);
  assert.ok(scores[0].final > 50, JSON.stringify(scores));
  const observed = good(await before.ask('GET', observations));
  assert.equal((await before.ask('GET', '/metrics')).status, 404, 'figures are for the inner network');
  await assert.rejects(
    askOverTls({ port: project.httpsPort, ca: '', key: before.key }, 'GET', links.self),
    /certificate/,
  );

  await checkWalls(project);
  await allHealthy(project.name);

  const archive = path.join(project.folder, 'backup.tar');
  assert.match(await run(['./backup.sh', archive]), /holds the database and \d+ blobs/);
  assert.match(await run(['./restore.sh', archive], 2), /holds courses \(1\).*--replace/);
  await compose('down', '--volumes');

  await up();
  const empty = await visit(project);
  assert.notEqual(empty.key, before.key);
  assert.notEqual(empty.ca, before.ca);
  assert.equal((await empty.ask('GET', links.scores)).status, 404);
  assert.match(await run(['./restore.sh', path.join(composeFolder, 'compose.yml')], 2), /is no backup/);
  assert.match(await run(['./restore.sh', archive]), /restored \d+ blobs/);
  const after = await visit(project, before.key);
  assert.deepEqual(good(await after.ask('GET', links.scores)).items, scores);
  assert.deepEqual(good(await after.ask('GET', observations)), observed, 'what is in the blobs is back as well');
  assert.equal((await empty.ask('GET', links.self)).status, 401, 'the key of the empty service is void');

  const volumes = (await containersOf(project.name)).flatMap(({ Mounts }) => Mounts.flatMap(({ Name }) => Name ?? []));
  const owners = (await containersOf(project.name)).map(({ Config }) => Config.Hostname);
  await compose('down', '--volumes');
  assert.deepEqual(await containersOf(project.name), []);
  const left = await docker.listVolumes();
  assert.deepEqual(
    (left.Volumes ?? []).filter(({ Name }) => volumes.includes(Name)),
    [],
  );
  const networks = await docker.listNetworks({ filters: { label: [`com.docker.compose.project=${project.name}`] } });
  assert.deepEqual(networks, []);
  const sandboxes = await docker.listContainers({ all: true, filters: { label: ['gradewire.owner'] } });
  assert.deepEqual(
    sandboxes.filter(({ Labels }) => owners.includes(Labels['gradewire.owner']!.split('/')[0]!)),
    [],
  );
});
