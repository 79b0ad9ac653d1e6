import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitedUntil, pauseAfter, RateLimited, troubleOf } from './trouble.ts';

const now = 1_800_000_000_000;

/** As Octokit throws it. */
function failed(status: number, message = 'no', headers: Record<string, string> = {}) {
  return Object.assign(new Error(message), { name: 'HttpError', status, response: { headers } });
}

test('a limit says until when: by retry-after, by the reset, or for a minute', () => {
  assert.equal(limitedUntil(failed(403, 'x', { 'retry-after': '7' }), now), now + 7000);
  assert.equal(limitedUntil(failed(429, 'x', {}), now), now + 60_000);
  assert.equal(limitedUntil(failed(403, 'You have exceeded a secondary rate limit'), now), now + 60_000);
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 90) };
  assert.equal(limitedUntil(failed(403, 'x', headers), now), now + 91_000);
  assert.equal(limitedUntil(failed(403, 'Resource not accessible by integration'), now), undefined);
  assert.equal(limitedUntil(failed(500), now), undefined);
  assert.equal(limitedUntil(new Error('429'), now), undefined);
});

test('what a failed request means: later, forbidden, suspended, gone or invalid; other errors are ours', () => {
  const kind = (status: number, message?: string) => troubleOf(failed(status, message), now)?.kind;
  assert.deepEqual(
    [401, 403, 404, 408, 409, 410, 422, 429, 451, 500, 502, 503].map((status) => kind(status)),
    ['later', 'forbidden', 'gone', 'later', 'later', 'gone', 'invalid', 'later', 'gone', 'later', 'later', 'later'],
  );
  assert.equal(kind(403, 'This installation has been suspended'), 'suspended');
  assert.deepEqual(troubleOf(failed(503, 'x', { 'retry-after': '3' }), now), {
    kind: 'later',
    afterMs: 3000,
    message: '503 x',
  });
  const limited = troubleOf(new RateLimited(now + 500), now);
  assert.equal(limited?.kind === 'later' && limited.afterMs, 500);
  assert.equal(troubleOf(new TypeError('x')), undefined);
});

test('pauses double up to five minutes, and are never shorter than GitHub asks for', () => {
  assert.deepEqual(
    [0, 1, 2, 8, 9, 1000].map((failures) => pauseAfter(failures, 1000)),
    [1000, 2000, 4000, 256_000, 300_000, 300_000],
  );
  assert.equal(pauseAfter(0, 1000, 60_000), 60_000);
  assert.equal(pauseAfter(9, 1000, 3_600_000), 3_600_000);
});
