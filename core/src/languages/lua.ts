import type { Language } from '../language.ts';

export const lua: Language = {
  id: 'lua',
  title: 'Lua',
  spellings: ['lua', 'lua5', 'lua5.4', 'lua54', 'lua-lang', 'luasocket'],
  extensions: ['.lua'],
  build: [],
  run: ['lua5.4', '{source}'],
  environment: {},
  memoryMiB: 128,
  buildMemoryMiB: 128,
};
