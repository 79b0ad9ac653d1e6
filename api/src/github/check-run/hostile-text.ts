import fc from 'fast-check';

/** For tests: what a student could have a program print, or name a file or a branch. */
const pieces = [
  ...[
    '@octocat',
    '@org/team',
    'me@example.edu',
    '#12',
    'owner/repo#3',
    'GH-1',
    'GHSA-jfh8-c2jp-5v3q',
    'CVE-2021-44228',
  ],
  ...['https://evil.example/x?y=1', 'www.evil.example', 'ftp://a.b', 'mailto:a@b.cd', '<https://evil.example>'],
  ...['4f2a9c7e1b3d5a6f8c0e2d4b6a8f0c1e3d5b7a99', 'deadbeef', 'user@deadbeef', 'octo/cat@deadbeef'],
  ...['![x](https://evil.example/p.png)', '[here](javascript:alert(1))', '[x]: https://evil.example', '[x]', '[^1]'],
  ...[
    '<img src=x onerror=alert(1)>',
    '<script>',
    '</details>',
    '<!-- ',
    '-->',
    '<a href="https://e.x">',
    '&#64;octocat',
  ],
  ...['`', '``', '```', '````', '~~~', '```js', '|', '\\|', '\\', '*', '**', '_', '~~', '$', '$$', '***', ':tada:'],
  ...[
    '# ',
    '> ',
    '- ',
    '+ ',
    '1. ',
    '2) ',
    '=====',
    '-----',
    '    ',
    '\t',
    '- [x] ',
    '> [!NOTE]',
    '| a | b |',
    '|---|---|',
  ],
  ...[
    '\n',
    '\r\n',
    '\n\n',
    '\r',
    '\0',
    '\u001b[31m',
    '\u001b]8;;https://evil.example\u0007',
    '\u202e',
    '\u2066',
    '\u200b',
  ],
  ...[
    '\u2028',
    '\u0085',
    '\ud800',
    '\udc00',
    '👩‍👩‍👧',
    'é',
    'Ж',
    '日本',
    `Z${'\u0301'.repeat(40)}`,
    '/cc',
    'a',
    ' ',
    '0',
  ],
];

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((all) => all.join('')),
  fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 10 })
    .map((all) => all.join('')),
);
