import type { Language } from '../language.ts';

export const python: Language = {
  id: 'python',
  title: 'Python',
  spellings: ['python', 'python3', 'py', 'py3', 'python-3', 'cpython', 'python-lang'],
  extensions: ['.py'],
  build: [],
  run: ['python3', '{source}'],
  environment: { PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' },
  memoryMiB: 256,
  buildMemoryMiB: 256,
};
