import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import type { KernelProbe } from '@gradewire/engine';
import {
  checkCgroups,
  checkDisk,
  checkEngine,
  checkImages,
  checkLandlock,
  checkNetem,
  checkNode,
  checkPort,
  checkRealTime,
} from './checks.ts';
import { cgroupControllers, freeBytes } from './host-facts.ts';

const info = { ServerVersion: '27.1.0', CgroupVersion: '2', Driver: 'overlay2', DockerRootDir: '/var/lib/docker' };

test('Node before 24 is not enough', () => {
  assert.equal(checkNode('24.0.1').ok, true);
  assert.equal(checkNode('22.18.0').ok, false);
});

test('the engine: found with its version, or the reason why not', () => {
  const found = checkEngine({ ping: 'answers', info, tags: [] });
  assert.equal(found.ok, true);
  assert.equal(found.found, '27.1.0, cgroup v2, overlay2');
  const forbidden = checkEngine({ ping: 'forbidden', tags: [] });
  assert.equal(forbidden.ok, false);
  assert.match(forbidden.fix, /usermod/);
  assert.match(checkEngine({ ping: 'absent', tags: [] }).fix, /npm start/);
  assert.match(checkEngine({ ping: 'absent', tags: [] }, 'unix:///gone').fix, /DOCKER_HOST=unix:\/\/\/gone.*unset/);
  assert.match(checkEngine({ ping: 'silent', problem: 'DOCKER_HOST is odd', tags: [] }).found, /odd/);
});

test('images count with the content that they must have now', () => {
  const wanted = ['gradewire/lang-c:1', 'gradewire/lab:2'];
  const check = (tags: string[]) => checkImages({ ping: 'answers', info, tags }, wanted);
  assert.equal(check([...wanted, 'debian:trixie-slim']).found, 'all 2 present');
  assert.equal(check(['gradewire/lang-c:0', 'gradewire/lab:2']).found, 'not built yet: lang-c');
  assert.equal(check([]).ok, false);
});

test('cgroup controllers of version 1 come from the mounts, of version 2 from their file', async () => {
  const none = async () => Promise.reject(new Error('no such file'));
  const v1 = 'cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0\ncgroup /x cgroup rw,pids 0 0\n';
  const fromV1 = await cgroupControllers(v1, none);
  assert.equal(checkCgroups(fromV1).ok, false);
  assert.match(checkCgroups(fromV1).found, /without memory$/);

  const read = async (path: string) =>
    path === '/sys/fs/cgroup/cgroup.controllers' ? 'cpuset cpu memory pids\n' : none();
  const fromV2 = await cgroupControllers('cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n', read);
  assert.equal(checkCgroups(fromV2).ok, true);
});

test('netem is optional, and where it is missing, without seed or not tried, the line says what that means', () => {
  const check = (netem: KernelProbe['netem']) => checkNetem({ netem, landlock: 7, realTime: true });
  const missing = check({ netem: false, reason: 'Specified qdisc kind is unknown' });
  assert.deepEqual([missing.ok, missing.required], [false, false]);
  assert.match(missing.found, /kind is unknown; the emulator.*nothing is lost/);
  const known = { netem: true, tc: '6.15.0', kernel: '6.12.8' } as const;
  assert.match(check({ ...known, seed: false }).found, /without seed; the emulator/);
  assert.deepEqual(
    [check({ ...known, seed: true }).ok, check({ ...known, seed: true }).found],
    [true, 'Linux 6.12.8, iproute2 6.15.0'],
  );
  assert.match(checkNetem(undefined).found, /not tried/);
});

test('without Landlock of the second version the doctor says what a hostile program can do', () => {
  const check = (landlock: number | null) =>
    checkLandlock({ netem: { netem: false, reason: '' }, landlock, realTime: true });
  assert.equal(check(2).ok, true);
  for (const old of [1, null]) {
    assert.equal(check(old).ok, false);
    assert.match(check(old).found, /can end its own sandbox/);
  }
  assert.equal(checkLandlock(undefined).ok, false);
});

test('whether the link goes before all else on a busy machine, or is only favoured', () => {
  const check = (realTime: boolean) => checkRealTime({ netem: { netem: false, reason: '' }, landlock: null, realTime });
  assert.deepEqual([check(true).ok, check(true).found], [true, 'SCHED_FIFO is granted']);
  assert.deepEqual([check(false).ok, check(false).required], [false, false]);
  assert.match(check(false).found, /SCHED_FIFO is refused/);
  assert.match(checkRealTime(undefined).found, /not tried/);
});

test('too little disk and unknown disk are both missing', () => {
  const disk = { id: 'disk', title: 'Disk', path: '/data', needed: 10 * 2 ** 30, fix: 'make room' };
  assert.equal(checkDisk({ ...disk, free: 11 * 2 ** 30 }).ok, true);
  assert.equal(checkDisk({ ...disk, free: 9 * 2 ** 30 }).ok, false);
  assert.equal(checkDisk({ ...disk, free: undefined }).ok, false);
});

test('free space of a folder that does not exist yet is that of the nearest one above', async () => {
  assert.ok(((await freeBytes(`${import.meta.dirname}/not/yet/there`)) ?? 0) > 0);
});

test('a port in use is told from a free one, and is free again afterwards', async (t) => {
  const server = createServer().listen(0);
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  assert.equal((await checkPort(port)).found, 'in use');
  server.close();
  await once(server, 'close');
  assert.equal((await checkPort(port)).ok, true);
  assert.equal((await checkPort(port)).ok, true);
});
