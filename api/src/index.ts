export { type App, type AppDependencies, createApp } from './app.ts';
export { hashKey, newKey, shownPrefix } from './auth/key.ts';
export { ApiConfig } from './config.ts';
export { GitHubConfig } from './github/config.ts';
export { openApiDocument } from './openapi/document.ts';
export { ensureFirstOwner } from './store/first-owner.ts';
export { issueKey } from './store/keys.ts';
