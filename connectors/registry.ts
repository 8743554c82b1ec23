import type { Connector } from './contract/connector.ts';

/** The connectors that a deployment knows, by the name that stands in portrait.yaml. */
export class ConnectorRegistry {
  readonly #connectors = new Map<string, Connector>();

  constructor(connectors: readonly Connector[] = []) {
    for (const connector of connectors) this.register(connector);
  }

  /** @throws {Error} where a connector of that name is registered already */
  register(connector: Connector): this {
    const { name } = connector.spec;
    if (this.#connectors.has(name)) {
      throw new Error(
        `A connector "${name}" is registered already; give yours another name in its spec.`,
      );
    }
    this.#connectors.set(name, connector);
    return this;
  }

  /** The connector of that name; null where there is none. */
  find(name: string): Connector | null {
    return this.#connectors.get(name) ?? null;
  }

  /** In the order of registration. */
  names(): readonly string[] {
    return [...this.#connectors.keys()];
  }

  list(): readonly Connector[] {
    return [...this.#connectors.values()];
  }
}
