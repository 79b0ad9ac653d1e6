/** A course with one team and a published Hello Internet, and a key for it, made over the API. */
export async function openCourse(url: string, ownerKey: string) {
  const headers = { Authorization: `Bearer ${ownerKey}`, 'Content-Type': 'application/json' };
  async function post(address: string, body: object): Promise<{ id: string; key?: string }> {
    const response = await fetch(url + address, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`POST ${address}: ${await response.text()}`);
    return response.json() as Promise<{ id: string; key?: string }>;
  }
  const course = await post('/v1/courses', { slug: 'bench', title: 'Bench', everySubmissionCounts: true });
  const team = await post(`/v1/courses/${course.id}/teams`, { slug: 'red', name: 'Red' });
  const assignment = await post(`/v1/courses/${course.id}/assignments`, { slug: 'hello', title: 'Hello' });
  const version = await post(`/v1/assignments/${assignment.id}/versions`, { kit: 'hello-internet' });
  await post(`/v1/assignments/${assignment.id}/versions/${version.id}/publish`, { withoutTrial: 'a benchmark' });
  return { key: ownerKey, assignmentId: assignment.id, teamId: team.id };
}
