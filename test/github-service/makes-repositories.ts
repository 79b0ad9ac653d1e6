/** Of an App that makes repositories, too. */
export const permissions = {
  administration: 'write',
  checks: 'write',
  contents: 'write',
  members: 'read',
  metadata: 'read',
  pull_requests: 'read',
  statuses: 'write',
} as const;
