import type { Language } from '../language.ts';

export const jupyter: Language = {
  id: 'jupyter',
  title: 'Python in a Jupyter notebook',
  spellings: [
    'jupyter',
    'jupyter-notebook',
    'jupyternotebook',
    'jupyter-python',
    'python-jupyter',
    'python-jupyter-notebook',
    'python-notebook',
    'python-ipynb',
    'ipynb',
    'ipython',
    'notebook',
  ],
  extensions: ['.ipynb'],
  build: [['jupyter-nbconvert', '--to', 'python', '--output-dir', '{output}', '--output', 'program', '{source}']],
  run: ['python3', '/opt/jupyter/start.py', '{output}/program.py'],
  environment: { PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' },
  memoryMiB: 256,
  buildMemoryMiB: 384,
};
