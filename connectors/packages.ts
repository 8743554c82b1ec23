import { existsSync, readdirSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConnectorConfigError } from './contract/errors.ts';
import type { AnyConnector } from './contract/push-connector.ts';
import type { ConnectorRegistry } from './registry.ts';

export const PACKAGE_PREFIX = 'portrait-connector-';

/** What an outside package may import of ours: always the running program's own, never a copy. */
const own = new Map([
  ['portrait/connectors', new URL('index.ts', import.meta.url).href],
  ['portrait/conformance', new URL('conformance/index.ts', import.meta.url).href],
]);

/** Lets outside packages import one more module of ours. @param url where it is */
export function offerOwn(specifier: string, url: URL): void {
  own.set(specifier, url.href);
}

let isHooked = false;

function hookOwn(): void {
  if (isHooked) return;
  isHooked = true;
  registerHooks({
    resolve: (specifier, context, next) => next(own.get(specifier) ?? specifier, context),
  });
}

/** A module of an outside package, with our own modules for what it imports of ours. */
export async function importOutside(file: string): Promise<Record<string, unknown>> {
  hookOwn();
  return import(pathToFileURL(file).href);
}

/** The names of the connectors that are installed as packages for a shop, nearest folder first. */
export function installedConnectors(baseFolder: string): string[] {
  const names = nodeModules(baseFolder)
    .flatMap((folder) => readdirSync(folder))
    .filter((name) => name.startsWith(PACKAGE_PREFIX))
    .map((name) => name.slice(PACKAGE_PREFIX.length));
  return [...new Set(names)];
}

/** The folder of an installed connector's package; null where it is not installed. */
export function packageFolder(name: string, baseFolder: string): string | null {
  const folders = nodeModules(baseFolder).map((folder) => join(folder, PACKAGE_PREFIX + name));
  return folders.find((folder) => existsSync(join(folder, 'package.json'))) ?? null;
}

/** As Node's own modules, a package is loaded once in a process. */
const loaded = new Map<string, AnyConnector>();

/** The connectors of the packages that were loaded so far. */
export const loadedPackages = (): readonly AnyConnector[] => [...loaded.values()];

/**
 * Registers the packages `portrait-connector-<name>` of those names that are not known yet, as far as
 * they are installed for the shop.
 * @throws {ConnectorConfigError} where a package is installed but gives no connector of that name
 */
export async function registerPackages(
  registry: ConnectorRegistry,
  names: Iterable<string>,
  baseFolder: string,
): Promise<ConnectorRegistry> {
  for (const name of new Set(names)) {
    if (registry.find(name) !== null || packageFolder(name, baseFolder) === null) continue;
    const connector = loaded.get(name) ?? (await packagedConnector(name, baseFolder));
    loaded.set(name, connector);
    registry.register(connector);
  }
  return registry;
}

async function packagedConnector(name: string, baseFolder: string): Promise<AnyConnector> {
  const packageName = PACKAGE_PREFIX + name;
  let module: Record<string, unknown>;
  try {
    const { resolve: find } = createRequire(join(resolve(baseFolder), 'package.json'));
    module = await importOutside(find(packageName));
  } catch (cause) {
    const kind = cause instanceof Error ? cause.message.split('\n')[0] : 'no reason given';
    throw new ConnectorConfigError(`The package ${packageName} cannot be loaded: ${kind}`, {
      cause,
    });
  }
  const found = module.default ?? module.connector;
  if (!isConnector(found)) {
    throw new ConnectorConfigError(
      `The package ${packageName} exports no connector: give it as the default export of its main module.`,
    );
  }
  if (found.spec.name === name) return found;
  throw new ConnectorConfigError(
    `The package ${packageName} holds a connector "${found.spec.name}"; the two names must be the same.`,
  );
}

function isConnector(value: unknown): value is AnyConnector {
  if (typeof value !== 'object' || value === null || !('spec' in value)) return false;
  const { spec, ...parts } = value as AnyConnector;
  const isCallable = (name: string) =>
    typeof (parts as Record<string, unknown>)[name] === 'function';
  const reads = isCallable('read') || isCallable('receive');
  return typeof spec?.name === 'string' && isCallable('check') && isCallable('discover') && reads;
}

/** The folders `node_modules` that count for a shop, nearest first. */
function nodeModules(baseFolder: string): string[] {
  const folders: string[] = [];
  for (let at = resolve(baseFolder); ; at = dirname(at)) {
    const folder = join(at, 'node_modules');
    if (existsSync(folder)) folders.push(folder);
    if (dirname(at) === at) return folders;
  }
}
