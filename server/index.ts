export { developmentToken } from './auth/development-token.ts';
export {
  createServer,
  type ServedApplication,
  type Server,
  type ServerOptions,
} from './create-server.ts';
export { DEFAULT_LIMITS, type Limits } from './limits/check-limits.ts';
