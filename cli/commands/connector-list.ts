import { Command } from 'commander';
import {
  ConnectorError,
  ConnectorRegistry,
  defaultConnectors,
  installedConnectors,
  isPush,
  PACKAGE_PREFIX,
  registerPackages,
} from '../../connectors/index.ts';
import { runs } from '../run-command.ts';
import { table } from '../terminal/table.ts';

/** `portrait connector list`: what may stand as `connector:`, built in or installed as a package. */
export function connectorListCommand(): Command {
  const command = new Command('list').description(
    `list the connectors that come with Portrait and the packages ${PACKAGE_PREFIX}* of this folder`,
  );
  return runs(command, async ({ folder, output }) => {
    const packages = new ConnectorRegistry();
    for (const name of installedConnectors(folder)) {
      try {
        await registerPackages(packages, [name], folder);
      } catch (error) {
        // One broken package must not hide the others.
        if (!(error instanceof ConnectorError)) throw error;
        output.note(error.message);
      }
    }
    const isPackage = (name: string) => packages.find(name) !== null;
    const builtIn = defaultConnectors()
      .list()
      .filter(({ spec }) => !isPackage(spec.name));
    const connectors = [...builtIn, ...packages.list()].map((connector) => {
      const { name, title, description } = connector.spec;
      const from = isPackage(name) ? `${PACKAGE_PREFIX}${name}` : 'built in';
      return { name, title, description, from, direction: isPush(connector) ? 'sent to' : 'read' };
    });
    const rows = connectors.map(({ name, direction, from, description }) => [
      name,
      direction,
      from,
      description,
    ]);
    const text = table(['connector', 'is', 'from', 'description'], rows);
    return { data: { connectors }, text };
  });
}
