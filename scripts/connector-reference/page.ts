import { type AnyConnector, isPush, z } from '../../connectors/index.ts';

/** A setting as JSON Schema shows it; only what the page tells. */
interface SchemaNode {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly secret?: boolean;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

interface Setting {
  readonly path: string;
  readonly node: SchemaNode;
  readonly isRequired: boolean;
}

/** The settings of every connector as a page of Markdown, made of their specs alone. */
export function connectorReference(connectors: readonly AnyConnector[]): string {
  const sections = [...connectors]
    .sort((left, right) => (left.spec.name < right.spec.name ? -1 : 1))
    .map(sectionOf);
  return `# Connector reference

Written from the specs by \`npm run -s docs:connectors\`; do not edit it by hand. How sources are
declared and mapped is in [sources.md](sources.md), how connectors are made in
[connectors.md](connectors.md). A setting marked *secret* comes from the environment (\`\${NAME}\`) and is
never shown.

${sections.join('\n')}`;
}

function sectionOf(connector: AnyConnector): string {
  const { name, title, description, config } = connector.spec;
  const schema = z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' }) as SchemaNode;
  const rows = settingsOf(schema).map(rowOf);
  const direction = isPush(connector) ? ' Events are sent to it; it is not read.' : '';
  return `## \`${name}\`: ${title}

${description}${direction}

| setting | is | default | what it says |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

/** Every setting in the order of the schema; of several forms each setting once. */
function settingsOf(node: SchemaNode, path = ''): Setting[] {
  const { properties = {}, required = [], items, additionalProperties: more } = node;
  const own = Object.entries(properties).flatMap(([name, inner]): Setting[] => {
    const at = path === '' ? name : `${path}.${name}`;
    return [
      { path: at, node: inner, isRequired: required.includes(name) },
      ...settingsOf(inner, at),
    ];
  });
  const forms = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  const others = [
    ...(items === undefined ? [] : settingsOf(items, `${path}[]`)),
    ...(typeof more === 'object' ? settingsOf(more, `${path}.*`) : []),
    ...forms.flatMap((form) => settingsOf(form, path)),
  ];
  const seen = new Set<string>();
  return [...own, ...others].filter(({ path: at, node: { description } }) => {
    const key = `${at} ${description}`;
    return !seen.has(key) && seen.add(key);
  });
}

function rowOf({ path, node, isRequired }: Setting): string {
  const is = [isRequired && node.default === undefined ? '**required**' : '', typeOf(node)];
  const fallback = node.default === undefined ? '' : `\`${JSON.stringify(node.default)}\``;
  const cells = [
    `\`${path}\``,
    is.filter((word) => word !== '').join(' '),
    fallback,
    node.description ?? '',
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

function typeOf(node: SchemaNode): string {
  if (node.secret === true) return '*secret*';
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  if (node.enum !== undefined) return node.enum.map((one) => `\`${String(one)}\``).join(', ');
  const forms = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  if (forms.length > 0) return [...new Set(forms.map(typeOf))].join(' or ');
  if (node.type === 'array')
    return `list of ${node.items === undefined ? 'values' : typeOf(node.items)}`;
  return node.type ?? 'any value';
}
