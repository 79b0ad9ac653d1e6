import { InfrastructureFault } from '@gradewire/core';
import { z } from 'zod';

/** Where the demo is, and a key for it alone. */
export interface Demo {
  readonly key: string;
  readonly courseId: string;
  readonly assignmentId: string;
  readonly teamId: string;
}

const Made = z.object({ id: z.string() });

/** A course with one team and a published Hello Internet, made over the API as an instructor makes one. */
export async function makeDemo(url: string, ownerKey: string): Promise<Demo> {
  async function post<S extends z.ZodType>(address: string, body: object, answer: S): Promise<z.output<S>> {
    const headers = { Authorization: `Bearer ${ownerKey}`, 'Content-Type': 'application/json' };
    const response = await fetch(url + address, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new InfrastructureFault(`the demo course could not be made: POST ${address}: ${text}`);
    return answer.parse(JSON.parse(text));
  }
  const course = await post('/v1/courses', { slug: 'demo', title: 'Demo course' }, Made);
  const at = `/v1/courses/${course.id}`;
  const team = await post(`${at}/teams`, { slug: 'red', name: 'Red' }, Made);
  const assignment = await post(`${at}/assignments`, { slug: 'hello', title: 'Hello Internet' }, Made);
  const versions = `/v1/assignments/${assignment.id}/versions`;
  const version = await post(versions, { kit: 'hello-internet' }, Made);
  await post(`${versions}/${version.id}/publish`, { withoutTrial: 'the demo course' }, z.unknown());
  const wish = { name: 'demo course', courseId: course.id, scopes: ['read', 'submit', 'grade', 'manage'] };
  const { key } = await post('/v1/keys', wish, z.object({ key: z.string() }));
  return { key, courseId: course.id, assignmentId: assignment.id, teamId: team.id };
}
