import path from 'node:path';

export const TENSORFLOW_PACKAGE = '@tensorflow/tfjs-node';
export const TENSORFLOW_VERSION = '4.22.0';

/** The repository, two folders above this file. */
export const ROOT = path.resolve(import.meta.dirname, '..', '..');

/** What is expensive to fetch or build lies here, outside node_modules, and survives `npm ci`. */
export const CACHE = path.join(ROOT, '.services', 'native');

export function packageFolder(): string {
  return path.join(ROOT, 'node_modules', ...TENSORFLOW_PACKAGE.split('/'));
}
