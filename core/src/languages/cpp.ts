import type { Language } from '../language.ts';

export const cpp: Language = {
  id: 'cpp',
  title: 'C++',
  spellings: [
    'cpp',
    'c++',
    'cxx',
    'cplusplus',
    'c-plus-plus',
    'cpp-lang',
    'cc',
    'g++',
    'c++11',
    'c++14',
    'c++17',
    'c++20',
  ],
  extensions: ['.cpp', '.cc', '.cxx', '.c++'],
  entryPoint: /(?:\b(?:int|void|auto)\s+|^)main\s*\(/m,
  build: [['g++', '-std=gnu++20', '-O1', '-g', '-pthread', '-o', '{output}/program', '{source}', '{helpers}']],
  run: ['{output}/program'],
  environment: {},
  memoryMiB: 128,
  buildMemoryMiB: 768,
  projects: [{ file: 'Makefile', build: [['make']], run: ['./{name}'] }],
};
