import type { Language } from '../language.ts';

export const perl: Language = {
  id: 'perl',
  title: 'Perl',
  spellings: ['perl', 'perl5', 'pl', 'perl-lang'],
  extensions: ['.pl', '.perl'],
  build: [],
  run: ['perl', '-I.', '{source}'],
  environment: {},
  memoryMiB: 128,
  buildMemoryMiB: 128,
};
