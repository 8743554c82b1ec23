export { type LoadOptions, loadConfiguration } from './load-configuration.ts';
export { ConfigurationError, type ConfigurationProblem, pathText } from './problem.ts';
export { refreshAfterMilliseconds } from './refresh-after.ts';
export {
  configurationJsonSchema,
  type PortraitConfiguration,
  type SegmentDeclaration,
} from './schema.ts';
