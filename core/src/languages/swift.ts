import type { Language } from '../language.ts';

const scratch = '/tmp/swift-build';
// Outside the student's folder: compiled modules of the system's headers would be packed with the programs.
const packageManager = [
  ...['swift', 'build', '--disable-sandbox', '--disable-index-store', '--manifest-cache', 'none'],
  ...['--scratch-path', scratch, '--cache-path', scratch, '--config-path', scratch, '--security-path', scratch],
];
const modules = '/opt/swift/modules';

export const swift: Language = {
  id: 'swift',
  title: 'Swift',
  spellings: ['swift', 'swiftlang', 'swift-lang', 'swift5', 'swift6'],
  extensions: ['.swift'],
  // An @main type, or a statement at the start of a line, which no declaration looks like.
  entryPoint:
    /^[ \t]*@main\b|^(?:if|while|for|guard|switch|try|await)\b|^(?!(?:private|fileprivate|internal|public|open|nonisolated)\()[A-Za-z_]\w*(?:[?!]?\.\w+)*(?:\(|\s*\{)/m,
  // Among several files only `main.swift` may hold statements, and with an @main type no file may.
  build: [
    ['cp', '{source}', '{output}/main.swift'],
    [
      'swiftc',
      '-g',
      '-module-cache-path',
      modules,
      '{entry}',
      '-o',
      '{output}/program',
      '{output}/main.swift',
      '{helpers}',
    ],
  ],
  run: ['{output}/program'],
  entry: (text) => (/^[ \t]*@main\b/m.test(text) ? '-parse-as-library' : '-Onone'),
  // Of a crash, what tells where it was.
  environment: { SWIFT_BACKTRACE: 'color=no,registers=none,images=none,threads=crashed' },
  memoryMiB: 128,
  buildMemoryMiB: 1536,
  projects: [
    {
      file: 'Package.swift',
      build: [
        [...packageManager, '--product', '{name}'],
        // What lies beside it, too: resources, and libraries that it loads.
        [
          'sh',
          '-c',
          'cp -r "$0/debug/$1" $(ls -d "$0"/debug/*.resources "$0"/debug/*.so 2>/dev/null) "$2"',
          scratch,
          '{name}',
          '{output}/',
        ],
      ],
      run: ['{output}/{name}'],
    },
  ],
};
