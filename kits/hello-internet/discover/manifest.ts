import { manifestReader } from '../../discover/manifest.ts';
import { peerRoles } from './roles.ts';

export const readManifest = manifestReader({ roles: peerRoles, placeholders: ['host', 'port'], allOrNone: false });
