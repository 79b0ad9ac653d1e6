import { z } from 'zod';
import { Time } from '../../contracts/fields.ts';
import { endpoint } from '../../http/endpoint.ts';

export const createGitHubSetup = endpoint({
  id: 'createGitHubSetup',
  method: 'post',
  path: '/v1/github/setup',
  tag: 'GitHub',
  summary: 'An address at which you make the GitHub App in your browser',
  description: 'Good for an hour and for one App. GitHub sends the key of the App to this server, which keeps it.',
  scope: 'site',
  answer: { status: 201, body: z.object({ address: z.url(), expiresAt: Time }).meta({ id: 'GitHubSetup' }) },
  problems: ['conflict'],
});
