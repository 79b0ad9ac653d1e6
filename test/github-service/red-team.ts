import { connected } from './connected.ts';

/** A course in which Ada is the team Red, with a repository of its own that is bound; `push` hands a file in. */
export async function redTeam(options: Parameters<typeof connected>[0] = {}) {
  const course = await connected(options);
  const ada = await course.student('ada');
  await course.github.createRepository('uni/red', { private: true, files: { 'README.md': 'Red\n' } });
  await course.bind('uni/red', { team: ada.teamId });
  const push = (content: string) => course.github.push('uni/red', 'main', { 'python/a.py': content }, ada.account);
  return { course, ada, push };
}
