import { z } from 'zod';
import { Time } from '../../contracts/fields.ts';
import { endpoint } from '../../http/endpoint.ts';

export const connectAccount = endpoint({
  id: 'connectAccount',
  method: 'post',
  path: '/v1/me/github',
  tag: 'GitHub',
  summary: 'An address at which you connect your GitHub account, to sign in with it',
  description:
    'For whoever no roster names, as the owner. Good for ten minutes and for one account. Needs a key of your own that is not ' +
    'bound to a course.',
  scope: 'read',
  answer: { status: 201, body: z.object({ address: z.url(), expiresAt: Time }).meta({ id: 'AccountConnection' }) },
  problems: ['conflict'],
});
