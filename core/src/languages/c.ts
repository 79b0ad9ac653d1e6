import type { Language } from '../language.ts';

export const c: Language = {
  id: 'c',
  title: 'C',
  spellings: ['c', 'c-lang', 'clang', 'gcc', 'ansi-c', 'c89', 'c99', 'c11', 'c17'],
  extensions: ['.c'],
  entryPoint: /(?:\b(?:int|void)\s+|^)main\s*\(/m,
  build: [['gcc', '-O1', '-g', '-pthread', '-o', '{output}/program', '{source}', '{helpers}', '-lm']],
  run: ['{output}/program'],
  environment: {},
  memoryMiB: 128,
  buildMemoryMiB: 512,
  projects: [{ file: 'Makefile', build: [['make']], run: ['./{name}'] }],
};
