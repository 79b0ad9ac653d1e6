import type { Language } from '../language.ts';

export const csharp: Language = {
  id: 'csharp',
  title: 'C#',
  spellings: ['csharp', 'c#', 'c-sharp', 'c_sharp', 'cs', 'mono', 'dotnet', '.net'],
  extensions: ['.cs'],
  entryPoint: /\bstatic\b[^;{}()]{0,200}\bMain\s*\(/,
  build: [['mcs', '-langversion:latest', '-debug', '-out:{output}/program.exe', '{source}', '{helpers}']],
  run: ['mono', '--debug', '{output}/program.exe'],
  environment: { LANG: 'C.UTF-8' },
  memoryMiB: 256,
  buildMemoryMiB: 512,
};
