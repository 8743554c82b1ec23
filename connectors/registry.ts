import type { AnyConnector } from './contract/push-connector.ts';

/** The connectors that a deployment knows, by the name that stands in portrait.yaml. */
export class ConnectorRegistry {
  readonly #connectors = new Map<string, AnyConnector>();

  constructor(connectors: readonly AnyConnector[] = []) {
    for (const connector of connectors) this.register(connector);
  }

  /** @throws {Error} where a connector of that name is registered already */
  register(connector: AnyConnector): this {
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
  find(name: string): AnyConnector | null {
    return this.#connectors.get(name) ?? null;
  }

  /** In the order of registration. */
  names(): readonly string[] {
    return [...this.#connectors.keys()];
  }

  list(): readonly AnyConnector[] {
    return [...this.#connectors.values()];
  }
}
