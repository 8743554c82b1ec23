import { Command } from 'commander';
import { runs } from '../run-command.ts';
import { withStore } from '../store-of.ts';
import { table } from '../terminal/table.ts';

/** `portrait segments list`: active segments with their sizes. */
export function segmentsListCommand(): Command {
  const command = new Command('list').description('list active segments with their sizes');
  return runs(command, async (context) => {
    const segments = await withStore(await context.configuration(), async (store) => {
      const rows = await store.segments.all();
      const sizes = await store.memberships.count(rows.map(({ id }) => id));
      return rows.map(({ id, kind, name, description, version }) => ({
        id,
        kind,
        name,
        description,
        version,
        members: sizes.get(id) ?? 0,
      }));
    });
    const rows = segments.map(({ id, kind, members, name }) => [id, kind, members, name]);
    const text =
      segments.length === 0
        ? 'No segments yet. `portrait segments form` learns some; `portrait segments create` makes one of a rule.'
        : table(['id', 'kind', 'members', 'name'], rows);
    return { data: { segments }, text };
  });
}
