import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaseResult, GradingResult } from '@gradewire/core';
import { causesOf, placesWords, weathersOf } from '@gradewire/core/report';
import { exampleResult } from '../../../core/src/report/example-result.ts';
import { renderHtml } from './html.ts';
import { renderTerminal } from './terminal.ts';

/** Three folders without faults; under `loss` one server fails twice, and one pair was not run. */
function result(): GradingResult {
  const plain = exampleResult({ size: 3 });
  const [sample] = plain.cases;
  assert.ok(sample);
  const weather = (client: string, server: string, fails: boolean): CaseResult => ({
    ...sample,
    id: `weather/loss/${client}/${server}`,
    subject: client,
    group: 'weather',
    outcome: fails ? 'timed-out' : 'passed',
    blame: fails ? 'server' : null,
    feedback: fails ? [{ code: 'server-is-lost', text: 'The server is lost.' }] : [],
  });
  const { clients, servers } = plain.matrix;
  const cases = clients.flatMap((client) =>
    servers
      .filter((server) => !(client === 'c' && server === 'c'))
      .map((server) => weather(client, server, server === 'cpp' && client !== 'c')),
  );
  return { ...plain, cases: [...plain.cases, ...cases] };
}

test('pairs are counted among those that were run under a weather', () => {
  const [loss, ...others] = weathersOf(result());
  assert.deepEqual([loss?.name, loss?.passed, loss?.all, others], ['loss', 6, 8, []]);
  assert.equal(loss?.matrix.cells.c?.c?.outcome, 'not-run');
  const text = renderTerminal(result(), { colour: false, width: 100 });
  assert.match(text, /\nweather loss: 6 of 8 pairs passed\n/);
  assert.doesNotMatch(renderTerminal(exampleResult(), { colour: false, width: 100 }), /weather/);
});

test('a fault under a weather is charged to the program that it is of, though the case is its client’s', () => {
  const seen = result();
  const cause = causesOf(seen).find(({ code }) => code === 'server-is-lost');
  assert.deepEqual([cause?.blamed, cause?.lostPoints], [['cpp/server'], 0]);
  assert.deepEqual(placesWords(cause!, seen.matrix), ['with 2 clients: cpp, csharp', 'weather loss']);
});

test('the page has a matrix for each weather, whose cells open their cases', () => {
  const page = renderHtml(result());
  const [, section] = /<section id="weather">(.*?)<\/section>/s.exec(page)!;
  assert.match(section!, /<strong>loss<\/strong>: 6 of 8 pairs passed/);
  assert.equal(section!.match(/<a class="cell passed" href="#case\/weather%2Floss%2F/g)?.length, 6);
  assert.match(
    section!,
    /<a class="cell server" [^>]*title="csharp client, cpp server: timed out, server&#39;s fault"/,
  );
  assert.match(section!, /<span class="cell not-run" title="c client, c server: not run"/);
  assert.doesNotMatch(renderHtml(exampleResult({ size: 3 })), /id="weather"/);
});
