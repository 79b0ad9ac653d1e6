import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { runCheck } from '../check/check.ts';
import { type Demo, makeDemo } from './make-demo.ts';
import type { Service } from './service.ts';

const work = fileURLToPath(new URL('../../../examples/class-repo/python', import.meta.url));

const Remembered = z.object({ key: z.string(), courseId: z.string(), assignmentId: z.string(), teamId: z.string() });

const Results = z.object({
  items: z.array(
    z.object({
      submissionId: z.string().nullable(),
      score: z.object({ final: z.number(), max: z.number() }).nullable(),
    }),
  ),
});

/**
 * The demo course: made at the first start, with one team's work handed in and followed to its score; shown again at
 * later ones. Its key is kept beside the data, readable for the owner of the files alone. Returns an exit code: not 0
 * where the work could not be graded.
 */
export async function showDemo({ url, ownerKey }: Service, data: string, signal: AbortSignal): Promise<number> {
  const file = path.join(data, 'demo.json');
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known === undefined && ownerKey === undefined) {
    console.log(`${data} was started without a demo course, and has none; with another --data there is one`);
    return 0;
  }
  const demo = known === undefined ? await makeDemo(url, ownerKey!) : Remembered.parse(JSON.parse(known));
  if (known === undefined) await writeFile(file, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  const handedIn = async () => (await readResults(url, demo)).items.find((one) => one.submissionId !== null);
  if (signal.aborted) return 0;
  if ((await handedIn()) === undefined) {
    console.log('\nThe demo course is made. Team Red hands in examples/class-repo/python, as a student would:\n');
    const where = ['--server', url, '--key', demo.key, '--assignment', demo.assignmentId, '--team', demo.teamId];
    const code = await runCheck([work, ...where, '--official'], signal);
    if (signal.aborted || code !== 0) return code;
  }
  const handed = await handedIn();
  if (handed) for (const line of addresses(url, demo, handed)) console.log(line);
  return 0;
}

async function readResults(url: string, { key, assignmentId, teamId }: Demo) {
  const headers = { Authorization: `Bearer ${key}` };
  const response = await fetch(`${url}/v1/assignments/${assignmentId}/results?search=Red`, { headers });
  const table = Results.safeParse(await response.json());
  if (!table.success) throw new Error(`the demo course is not as it was made (team ${teamId}): ${table.error.message}`);
  return table.data;
}

function addresses(url: string, demo: Demo, handed: z.infer<typeof Results>['items'][number]): string[] {
  const { score, submissionId } = handed;
  return [
    '',
    score === null ? 'Team Red has no score yet.' : `Team Red has ${score.final} of ${score.max} points.`,
    `  reference of the API   ${url}/docs`,
    `  what was handed in     ${url}/v1/submissions/${submissionId}`,
    `  its result             ${url}/v1/submissions/${submissionId}/result`,
    `  results of the class   ${url}/v1/assignments/${demo.assignmentId}/results`,
    `  try it                 curl -H 'Authorization: Bearer ${demo.key}' ${url}/v1/submissions/${submissionId}/result`,
    'The demo key is good for the demo course only. ctrl-c ends the service; the next start takes up what is there.',
  ];
}
