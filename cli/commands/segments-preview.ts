import { Command } from 'commander';
import { stringify } from 'yaml';
import { withApplication } from '../application.ts';
import { readDocument } from '../read-document.ts';
import { runs } from '../run-command.ts';

/** `portrait segments preview <file>`: whom a rule would take in, without making a segment. */
export function segmentsPreviewCommand(): Command {
  const command = new Command('preview')
    .description('say whom a rule would take in, without making a segment')
    .argument('<file>', 'JSON or YAML: a rule, or a segment with its rule');
  return runs(command, async (context, _options, file) => {
    const preview = await withApplication(context, await context.configuration(), (application) =>
      application.preview(ruleOf(readDocument(context.folder, file!))),
    );
    return { data: preview, text: stringify(preview).trimEnd() };
  });
}

function ruleOf(document: unknown): unknown {
  const isSegment = typeof document === 'object' && document !== null && 'rule' in document;
  return isSegment ? document.rule : document;
}
