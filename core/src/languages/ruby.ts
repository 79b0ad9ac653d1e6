import type { Language } from '../language.ts';

export const ruby: Language = {
  id: 'ruby',
  title: 'Ruby',
  spellings: ['ruby', 'rb', 'ruby3', 'ruby-lang'],
  extensions: ['.rb'],
  build: [],
  // RubyGems takes three quarters of the start; there are no gems, and the standard library does without it.
  run: ['ruby', '--disable=gems', '{source}'],
  environment: { LANG: 'C.UTF-8' },
  memoryMiB: 128,
  buildMemoryMiB: 128,
};
