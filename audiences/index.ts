export {
  AudienceService,
  type AudienceServiceOptions,
  type AudienceStatus,
  UnknownAudienceError,
} from './audience-service.ts';
export { type AudienceDeclaration, audienceDeclaration } from './declaration.ts';
