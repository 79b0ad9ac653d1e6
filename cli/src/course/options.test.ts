import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BadUsage } from '../option-values.ts';
import { parseCourseArguments } from './options.ts';

const env = { GRADEWIRE_KEY: 'gw_key', GRADEWIRE_URL: 'https://grade.example.edu' };
const least = ['init', '--course', 'networks', '--assignment', 'hello', '--kit', 'hello-internet'];
const read = (...more: string[]) => parseCourseArguments([...least, ...more], env)!;
const bad = (argv: string[], message: RegExp) =>
  assert.throws(
    () => parseCourseArguments(argv, env),
    (error) => error instanceof BadUsage && message.test(error.message) && !error.message.includes('\n'),
  );

test('what is left out follows from the kit and the names', () => {
  const plain = read('--roster', 'r.csv');
  assert.deepEqual(plain.people, { from: 'roster', file: 'r.csv' });
  assert.deepEqual([plain.course.title, plain.assignment.title, plain.repositories], ['networks', 'hello', undefined]);
  const onClass = read('--members', 'uni/students', '--organization', 'uni');
  assert.deepEqual(onClass.people, { from: 'team', organization: 'uni', team: 'students' });
  assert.deepEqual([onClass.repositories?.mode, onClass.repositories?.pattern], ['class', '{assignment}']);
  const kit = ['--kit', 'reliable-udp', '--roster', 'r.csv', '--organization', 'uni'];
  const onTeams = parseCourseArguments([...least.slice(0, 5), ...kit], env)!;
  assert.deepEqual(onTeams.repositories, {
    organization: 'uni',
    mode: 'team',
    pattern: '{assignment}-{team}',
    template: undefined,
    isPrivate: true,
    invite: true,
  });
  assert.equal(
    read('--roster', 'r', '--due', '2026-10-01T22:00:00+02:00').assignment.dueAt,
    '2026-10-01T20:00:00.000Z',
  );
  assert.equal(parseCourseArguments(['init', '--help'], {}), undefined);
});

test('what is missing, wrong or contradictory is named in one line', () => {
  const roster = ['--roster', 'r.csv'];
  bad([], /course init/);
  bad(['show'], /not "course show"/);
  bad(least, /--roster FILE or with --members/);
  bad([...least, ...roster, '--members', 'uni/x'], /either with --roster/);
  bad([...least, '--members', 'uni'], /organisation\/team/);
  bad([...least, ...roster, '--kit', 'sockets'], /no kit "sockets"/);
  bad([...least, ...roster, '--course', 'Net Works'], /--course Net Works: lower-case/);
  bad([...least, ...roster, '--due', '2026-10-01 22:00'], /with its zone/);
  bad([...least, ...roster, '--due', '2026-13-01T22:00:00Z'], /with its zone/);
  bad([...least, ...roster, '--repositories', 'team'], /--organization/);
  bad([...least, ...roster, '--public'], /--organization/);
  bad([...least, ...roster, '--organization', 'a/b'], /not the name of an organisation/);
  bad([...least, ...roster, '--organization', 'uni', '--repositories', 'team', '--name', 'hello'], /\{team\}/);
  bad([...least, ...roster, '--organization', 'uni', '--name', 'a b'], /--name a b/);
  bad([...least, ...roster, '--teams', 'rows'], /groups or students/);
  bad([...least, ...roster, '--nothing'], /--nothing/);
  bad([...least, ...roster, 'more'], /"more" is no option/);
});
