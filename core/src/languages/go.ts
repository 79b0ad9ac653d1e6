import type { Language } from '../language.ts';

export const go: Language = {
  id: 'go',
  title: 'Go',
  spellings: ['go', 'golang', 'go-lang'],
  extensions: ['.go'],
  entryPoint: /^[ \t]*func\s+main\s*\(\s*\)/m,
  build: [['go', 'build', '-o', '{output}/program', '{source}', '{helpers}']],
  run: ['{output}/program'],
  environment: {
    CGO_ENABLED: '0',
    GO111MODULE: 'auto',
    // The image's `go` fills it with the compiled standard library.
    GOCACHE: '/tmp/go-cache',
    GOFLAGS: '-buildvcs=false',
    GOPATH: '/tmp/go',
    GOPROXY: 'off',
    GOTOOLCHAIN: 'local',
  },
  memoryMiB: 128,
  buildMemoryMiB: 1024,
  projects: [{ file: 'go.mod', build: [['go', 'build', '-o', '{output}/', './...']], run: ['{output}/{name}'] }],
};
