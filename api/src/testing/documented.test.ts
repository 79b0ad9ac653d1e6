import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openApiDocument } from '../openapi/document.ts';
import { type Answered, checkAgainst, checkOwnAnswers } from './documented.ts';

const id = '01890000-0000-7000-8000-000000000000';
const section = { id, name: 'Monday' };
const problem = { type: '/problems/not-found', title: 'a', status: 404, detail: 'b', instance: '/', requestId: 'c' };
const good: Answered = {
  method: 'get',
  path: '/v1/courses/{courseId}/sections',
  status: 200,
  headers: new Headers({ 'Content-Type': 'application/json; charset=utf-8', 'X-Request-Id': 'c' }),
  text: JSON.stringify({ items: [section], next: null }),
};
const asProblem = new Headers({ 'Content-Type': 'application/problem+json', 'X-Request-Id': 'c' });
const refusal: Partial<Answered> = { status: 404, headers: asProblem, text: JSON.stringify(problem) };

test('answers pass that are as documented, and no others', () => {
  const check = checkAgainst(openApiDocument('0'));
  const wrong = (how: Partial<Answered>) => () => check({ ...good, ...how });
  check(good);
  check({ ...good, ...refusal });
  assert.throws(wrong({ path: '/v1/nothing' }), /not in the document/);
  assert.throws(wrong({ status: 201 }), /not documented/);
  assert.throws(wrong({ headers: new Headers({ 'Content-Type': 'application/json' }) }), /X-Request-Id/);
  assert.throws(wrong({ headers: new Headers({ 'Content-Type': 'text/html', 'X-Request-Id': 'c' }) }), /as text\/html/);
  assert.throws(
    wrong({ text: JSON.stringify({ items: [{ ...section, id: 7 }], next: null }) }),
    /items\/0\/id must be string/,
  );
  assert.throws(wrong({ text: JSON.stringify({ items: [{ id }], next: null }) }), /required property 'name'/);
  const conflict = JSON.stringify({ ...problem, type: '/problems/conflict' });
  assert.throws(wrong({ ...refusal, text: conflict }), /type must be equal to one of the allowed values/);
});

test('an address finds its operation, whatever it shares with others', () => {
  const check = checkOwnAnswers();
  const { path: _, ...answered } = good;
  const url = `http://127.0.0.1/v1/courses/${id}`;
  check({ ...answered, url: `${url}/sections?a=b` });
  assert.throws(() => check({ ...answered, url }), /\{courseId\} answered 200: .*slug/);
  assert.throws(() => check({ ...answered, url: `${url}/teams` }), /teams answered 200: .*slug/);
  check({ ...answered, url: 'http://127.0.0.1/healthz' });
});
