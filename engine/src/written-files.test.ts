import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { compare } from './written-files.ts';

const one = Buffer.from('0123456789');
const other = Buffer.from('0123456x89');

test('a file is held against the one it agrees with for longest', () => {
  const whole = compare('/tmp/f', other, [one, other]);
  assert.deepEqual([whole.closest, whole.agreesFor, whole.bytes, whole.follows], [1, 10, 10, '']);
  assert.equal(whole.sha256, createHash('sha256').update(other).digest('hex'));
  const damaged = compare('/tmp/f', Buffer.from('01234!!789'), [Buffer.from('0'), one]);
  assert.deepEqual([damaged.closest, damaged.agreesFor], [1, 5]);
  assert.equal(Buffer.from(damaged.follows, 'base64').toString(), '!!789');
});

test('a file that is whole is closer than a longer one that it begins', () => {
  assert.equal(compare('/tmp/f', one, [Buffer.concat([one, one]), one]).closest, 1);
  assert.equal(compare('/tmp/f', one, [one, Buffer.concat([one, one])]).closest, 0);
});

test('an empty file and none are two things', () => {
  assert.deepEqual(
    [compare('/f', Buffer.alloc(0), [Buffer.alloc(0)]).bytes, compare('/f', null, [one]).bytes],
    [0, null],
  );
  assert.equal(compare('/f', Buffer.alloc(0), [one, Buffer.alloc(0)]).closest, 1);
});
