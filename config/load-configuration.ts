import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import {
  type AnyConnector,
  type ConnectorRegistry,
  installedConnectors,
  isPush,
  PACKAGE_PREFIX,
  registerPackages,
} from '../connectors/index.ts';
import { PositionedDocument } from './document.ts';
import { plainIssues, problemsOf, suggest, valueAtPath } from './issues.ts';
import { ConfigurationError, type ConfigurationProblem } from './problem.ts';
import { configurationSchema, type PortraitConfiguration } from './schema.ts';

export interface LoadOptions {
  /**
   * The connectors that sources may name, to which the packages that they name are added; without it
   * neither names nor settings are checked.
   */
  readonly connectors?: ConnectorRegistry;
  /** What `${NAME}` is taken from; the process's environment by default. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Further checks by those who know better (event types, rules, training settings). */
  readonly check?: (configuration: PortraitConfiguration) => readonly {
    readonly path: readonly PropertyKey[];
    readonly message: string;
  }[];
}

/**
 * Reads and checks portrait.yaml.
 * @throws {ConfigurationError} listing every problem with its line, its column and its mend
 */
export async function loadConfiguration(
  file: string,
  options: LoadOptions = {},
): Promise<PortraitConfiguration> {
  const shown = path.basename(file);
  const document = new PositionedDocument(
    await readText(file, shown),
    options.environment ?? process.env,
  );
  refuse(shown, document.problems);
  const values = plainValues(document, shown);
  const baseFolder = path.dirname(path.resolve(file));
  await registerNamed(valueAtPath(values, ['sources']), options.connectors, baseFolder);
  fillMappings(valueAtPath(values, ['sources']), options.connectors);
  const { data, problems } = validated(configurationSchema, values, document);
  const sources = problems.length > 0 || !data ? valueAtPath(values, ['sources']) : data.sources;
  const wrong = sourceProblems(sources, document, values, options.connectors, baseFolder);
  const found = [...problems, ...wrong];
  refuse(shown, found);
  const configuration = { ...data!, baseFolder };
  const more = options.check?.(configuration) ?? [];
  refuse(
    shown,
    more.map((problem) => document.problem(problem.path, problem.message)),
  );
  return configuration;
}

function refuse(file: string, problems: readonly ConfigurationProblem[]): void {
  if (problems.length === 0) return;
  const inOrder = [...problems].sort(
    (left, right) => left.line - right.line || left.column - right.column,
  );
  throw new ConfigurationError(file, inOrder);
}

async function readText(file: string, shown: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    const message =
      code === 'ENOENT'
        ? `there is no such file in ${path.dirname(path.resolve(file))}; \`portrait init\` writes one`
        : `cannot be read (${code})`;
    throw new ConfigurationError(shown, [{ line: 1, column: 1, path: '', message }]);
  }
}

function plainValues(document: PositionedDocument, shown: string): unknown {
  try {
    return document.values();
  } catch {
    // The parser refuses aliases that unfold to something immense, and says no more than that.
    const message = 'YAML: its aliases unfold to too much; write the values out';
    throw new ConfigurationError(shown, [{ line: 1, column: 1, path: '', message }]);
  }
}

interface Validated<Output> {
  readonly data: Output | null;
  readonly problems: ConfigurationProblem[];
}

/**
 * Checks values against a schema. What comes from the environment is always text; where the schema
 * wants a number or a truth value, such a text is read as one (and written back into `values`).
 * Settings that are left out altogether are checked as an empty map, so that each one is named.
 */
function validated<Output>(
  schema: z.ZodType<Output>,
  values: unknown,
  document: PositionedDocument,
  base: readonly PropertyKey[] = [],
): Validated<Output> {
  let parsed = schema.safeParse(valueAtPath(values, base) ?? {});
  if (!parsed.success) {
    const issues = plainIssues(parsed.error.issues);
    const wrongType = issues.filter((issue) => issue.code === 'invalid_type');
    const coerced = wrongType.filter(({ path: at, expected }) =>
      coerceFilled(values, [...base, ...at], expected, document),
    );
    if (coerced.length > 0) parsed = schema.safeParse(valueAtPath(values, base) ?? {});
  }
  if (parsed.success) return { data: parsed.data, problems: [] };
  const problems = plainIssues(parsed.error.issues).flatMap((issue) =>
    problemsOf(issue, schema, document, values, base),
  );
  return { data: null, problems };
}

function coerceFilled(
  values: unknown,
  at: readonly PropertyKey[],
  expected: string,
  document: PositionedDocument,
): boolean {
  const value = valueAtPath(values, at);
  const holder = valueAtPath(values, at.slice(0, -1));
  if (typeof value !== 'string' || typeof holder !== 'object' || !document.isFilled(at))
    return false;
  let read: number | boolean | null = null;
  if (expected === 'boolean' && /^(true|false)$/.test(value)) read = value === 'true';
  if (/^(number|int)$/.test(expected) && value.trim() !== '' && Number.isFinite(Number(value))) {
    read = Number(value);
  }
  if (read === null) return false;
  (holder as Record<PropertyKey, unknown>)[at.at(-1)!] = read;
  return true;
}

/** Connectors that are named here and come as packages of the shop. */
async function registerNamed(
  sources: unknown,
  connectors: ConnectorRegistry | undefined,
  baseFolder: string,
): Promise<void> {
  if (connectors === undefined || !Array.isArray(sources)) return;
  const names = sources.map((source: { connector?: unknown } | null) => source?.connector);
  const texts = names.filter((name) => typeof name === 'string');
  await registerPackages(connectors, texts, baseFolder);
}

/** A stream without a `map` of its own takes the one that its connector gives. */
function fillMappings(sources: unknown, connectors: ConnectorRegistry | undefined): void {
  if (!Array.isArray(sources)) return;
  for (const source of sources as ({ connector?: unknown; streams?: unknown } | null)[]) {
    const mappings = connectors?.find(String(source?.connector))?.spec.mappings ?? {};
    if (!Array.isArray(source?.streams)) continue;
    for (const stream of source.streams as ({ name?: unknown; map?: unknown } | null)[]) {
      if (stream === null || typeof stream !== 'object' || stream.map !== undefined) continue;
      const name = String(stream.name);
      if (Object.hasOwn(mappings, name)) stream.map = structuredClone(mappings[name]);
    }
  }
}

/** Ids that are given twice, unknown connectors, and settings that the connector does not take. */
function sourceProblems(
  sources: unknown,
  document: PositionedDocument,
  values: unknown,
  connectors: ConnectorRegistry | undefined,
  baseFolder: string,
): ConfigurationProblem[] {
  if (!Array.isArray(sources)) return [];
  const seen = new Map<unknown, number>();
  return sources.flatMap((source: Record<string, unknown> | null, index) => {
    if (source === null || typeof source !== 'object') return [];
    const problems: ConfigurationProblem[] = [];
    const first = seen.get(source.id);
    if (first !== undefined && source.id !== undefined) {
      const message = `is the id of sources[${first}] already; ids must differ`;
      problems.push(document.problem(['sources', index, 'id'], message));
    }
    seen.set(source.id, first ?? index);
    problems.push(...streamProblems(source.streams, index, document));
    if (!connectors || typeof source.connector !== 'string') return problems;
    const at = ['sources', index, 'connector'];
    const connector = connectors.find(source.connector);
    if (connector === null) {
      const shown = document.isFilled(at) ? 'its value' : JSON.stringify(source.connector);
      const known = [...connectors.names(), ...installedConnectors(baseFolder)];
      const mend = suggest(source.connector, known);
      const name = document.isFilled(at) ? '…' : source.connector;
      const message = `${shown} is not a connector; ${mend}; or install ${PACKAGE_PREFIX}${name}`;
      return [...problems, document.problem(at, message)];
    }
    problems.push(...directionProblems(connector, source, index, document));
    const base = ['sources', index, 'config'];
    return [...problems, ...validated(connector.spec.config, values, document, base).problems];
  });
}

/** What only makes sense for sources that are read, or only for those that send. */
function directionProblems(
  connector: AnyConnector,
  { streams, schedule }: Readonly<Record<string, unknown>>,
  index: number,
  document: PositionedDocument,
): ConfigurationProblem[] {
  const push = isPush(connector);
  const problems: ConfigurationProblem[] = [];
  if (push && schedule !== undefined) {
    const message = 'has no use here: events are sent to this source, it is never read';
    problems.push(document.problem(['sources', index, 'schedule'], message));
  }
  const known = push && connector.vocabulary !== null;
  if (!known && (streams === undefined || (Array.isArray(streams) && streams.length === 0))) {
    problems.push(document.problem(['sources', index, 'streams'], 'must name at least one stream'));
  }
  return problems;
}

function streamProblems(
  streams: unknown,
  source: number,
  document: PositionedDocument,
): ConfigurationProblem[] {
  if (!Array.isArray(streams)) return [];
  const seen = new Set<unknown>();
  return streams.flatMap((stream: { name?: unknown } | null, index) => {
    const name = stream?.name;
    const twice = name !== undefined && seen.has(name);
    seen.add(name);
    const message = 'is named twice in this source; put all its mappings under one `map:` list';
    return twice ? [document.problem(['sources', source, 'streams', index, 'name'], message)] : [];
  });
}
