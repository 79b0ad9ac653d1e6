import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { exampleResult } from '../../../core/src/report/example-result.ts';
import { renderHtml } from './html.ts';
import { embedJson, html } from './html-escape.ts';

const dataElement = /<script type="application\/json" id="data">(.*?)<\/script>/s;

/** How many of each character that HTML gives a meaning to; the embedded data has rules of its own. */
function markup(page: string): Record<string, number> {
  const outside = page.replace(dataElement, '');
  return Object.fromEntries(['<', '>', '"', "'"].map((sign) => [sign, outside.split(sign).length]));
}

const embedded = (page: string) => new Map<string, Record<string, unknown>>(JSON.parse(dataElement.exec(page)![1]!));

test('nothing that a student chose becomes markup', () => {
  const innocent = markup(renderHtml(exampleResult({ size: 4, disguise: (text) => `${text}x` })));
  const rude = fc.string({ unit: 'binary', maxLength: 8 });
  fc.assert(
    fc.property(rude, rude, (before, after) => {
      const disguise = (text: string) => `${before}${text}<img src=x onerror="a('&amp;')"><!--</script>\u2028${after}`;
      const page = renderHtml(exampleResult({ size: 4, disguise }));
      assert.deepEqual(markup(page), innocent);
      assert.doesNotMatch(dataElement.exec(page)![1]!, /[<>&\u2028\u2029]/);
      assert.doesNotMatch(page.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Cs}]/u);
    }),
    { numRuns: 25 },
  );
});

test('a template escapes texts and lists of texts, and keeps markup', () => {
  const page = html`<p title="${'"<>'}">${['a<b', html`<b>${"&'"}</b>`, null, 3]}</p>`;
  assert.equal(page.html, '<p title="&quot;&lt;&gt;">a&lt;b<b>&amp;&#39;</b>3</p>');
});

test('embedded data comes back as it was', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const value: unknown = JSON.parse(json);
      assert.deepEqual(JSON.parse(embedJson({ value }).html), { value });
    }),
  );
  assert.equal(embedJson('</script>\u2028').html, '"\\u003c/script\\u003e\\u2028"');
});

test('what was left out stands at the top, and nothing of it where nothing was', () => {
  const result = exampleResult({ size: 2 });
  assert.match(renderHtml(result), /<strong>Not graded<\/strong><ul><li>The folder cobol .*<\/header>/s);
  assert.doesNotMatch(renderHtml({ ...result, notes: [] }), /Not graded/);
});

test('the policy allows this style and this script and nothing else', () => {
  const page = renderHtml(exampleResult({ size: 2 }));
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!.replaceAll('&#39;', "'");
  const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const [, style] = /<style>(.*?)<\/style>/s.exec(page)!;
  const [, script] = /<script>(.*?)<\/script>/s.exec(page)!;
  assert.equal(
    policy,
    `default-src 'none'; style-src ${hashOf(style!)}; script-src ${hashOf(script!)}; img-src data:; base-uri 'none'; form-action 'none'`,
  );
  assert.doesNotMatch(page, /\s(?:src|style|on\w+)=/);
  assert.doesNotMatch(page, /https?:/);
  assert.deepEqual([...page.matchAll(/href="([^#][^"]*)"/g)], []);
});

test('every cell is a button that says what it is and opens its case', () => {
  const page = renderHtml(exampleResult());
  const buttons = [
    ...page.matchAll(/<button type="button" class="([a-z-]+)"[^>]*data-case="([^"]*)"[^>]*aria-label="([^"]*)"/g),
  ];
  assert.equal(buttons.length, 225);
  const cases = embedded(page);
  for (const [, , key] of buttons) assert.ok(cases.has(key!), key);
  const cell = buttons.find(([, , key]) => key === 'case/pair%2Fgo%2Fpython')!;
  assert.equal(cell[1], 'server');
  assert.equal(cell[3], 'go client, python server: timed out, server&#39;s fault');
});

test('the panel has the explanation, both clients and the transcript', () => {
  const shown = embedded(renderHtml(exampleResult())).get('case/pair%2Fgo%2Fpython')!;
  assert.equal(shown.verdict, "timed out, server's fault");
  assert.deepEqual((shown.facts as string[][]).slice(0, 2), [
    ['First client', 'timed out'],
    ['Second client', 'not run'],
  ]);
  assert.match(JSON.stringify(shown.feedback), /waits for a newline/);
  assert.match(JSON.stringify(shown.evidence), /5000\.0 ms {2}client gave up/);
});

test('a case that failed says how it is run again, one that passed does not', () => {
  const result = exampleResult();
  const commands = (page: string) =>
    [...embedded(page).values()].map(({ facts }) =>
      (facts as [string, string][]).find(([name]) => /^Run it again/.test(name)),
    );
  const told = commands(renderHtml(result, { folder: 'class', result: 'r.json' })).filter((one) => one !== undefined);
  assert.ok(told.length > 0 && told.length <= result.cases.filter(({ outcome }) => outcome !== 'passed').length);
  for (const [, command] of told) assert.match(command, /^gradewire replay r\.json --case \S+ --folder class$/);
  assert.deepEqual(commands(renderHtml(result)).filter(Boolean), []);
});

test('every link within the page leads somewhere', () => {
  for (const incomplete of [false, true]) {
    const result = exampleResult({ size: 6, incomplete, disguise: (text) => `${text} &é"/\ud800` });
    const page = renderHtml(result);
    const ids = new Set([...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
    const cases = embedded(page);
    const links = [...page.matchAll(/href="#([^"]*)"/g)].map(([, target]) => target!.replaceAll('&#39;', "'"));
    assert.ok(links.length > 20);
    for (const target of links) assert.ok(ids.has(target) || cases.has(target), target);
  }
});

test('rubric lines by hand and extra credit are marked, and build logs are shown', () => {
  const page = renderHtml(exampleResult());
  const swift = page.slice(page.indexOf('id="subject/swift"'), page.indexOf('<footer>'));
  assert.match(swift, /comments, no dead code <span class="tag">given by hand<\/span>.*?open \/ 2/s);
  assert.match(swift, /challenge mode <span class="tag">extra credit<\/span>/);
  assert.match(swift, /build failed.*?swiftc -O helloserver\.swift.*?Build log \(2 lines\).*?\nerror: fatalError\n/s);
  assert.match(page, /setup\.sh is not run/);
});

test('an incomplete run shows no score; nothing to grade is said', () => {
  const incomplete = renderHtml(exampleResult({ size: 3, incomplete: true }));
  assert.match(incomplete, /Docker did not answer within 30 s/);
  assert.match(incomplete, /csharp client, c server: incomplete/);
  assert.match(incomplete, /– \/ 98/);
  assert.doesNotMatch(incomplete, /\d \/ 98/);
  assert.match(renderHtml(exampleResult({ size: 0 })), /Nothing was found to grade/);
});

test('a single subject comes first and open', () => {
  const page = renderHtml(exampleResult({ size: 1 }));
  assert.match(page, /<details class="subject"[^>]* open>/);
  assert.ok(page.indexOf('id="subjects"') < page.indexOf('id="matrix"'));
  assert.doesNotMatch(page, /id="scores"/);
});
