import type { Language } from '../language.ts';

const node = ['node', '--snapshot-blob', '/opt/node/start.blob', '{source}'];

export const javascript: Language = {
  id: 'javascript',
  title: 'JavaScript',
  spellings: ['javascript', 'js', 'node', 'nodejs', 'node.js', 'node-js', 'java-script', 'ecmascript', 'es6'],
  extensions: ['.js', '.mjs', '.cjs'],
  build: [],
  run: node,
  environment: {},
  memoryMiB: 256,
  buildMemoryMiB: 256,
  // Its dependencies cannot be fetched, for there is no network: they are in the folder or they are missing.
  projects: [{ file: 'package.json', build: [], run: node }],
};
