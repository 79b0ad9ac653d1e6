import type { Language } from '../language.ts';

export const rust: Language = {
  id: 'rust',
  title: 'Rust',
  spellings: ['rust', 'rs', 'rust-lang', 'rustlang'],
  extensions: ['.rs'],
  entryPoint: /\bfn\s+main\s*\(/,
  // rustc finds the files of `mod` declarations by itself.
  build: [['rustc', '--edition', '2021', '-C', 'opt-level=1', '-o', '{output}/program', '{source}']],
  run: ['{output}/program'],
  environment: { CARGO_HOME: '/tmp/cargo' },
  memoryMiB: 128,
  buildMemoryMiB: 1024,
  projects: [
    {
      file: 'Cargo.toml',
      build: [['cargo', 'build', '--release', '--offline', '--target-dir', 'target']],
      run: ['./target/release/{name}'],
    },
  ],
};
