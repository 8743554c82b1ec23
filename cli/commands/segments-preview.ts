import { Command } from 'commander';
import { stringify } from 'yaml';
import { withApplication } from '../application.ts';
import { UsageError } from '../errors.ts';
import type { CommonOptions } from '../options.ts';
import { readDocument } from '../read-document.ts';
import { runs } from '../run-command.ts';

interface Options extends CommonOptions {
  readonly rule?: string;
}

/** `portrait segments preview`: whom a rule would take in, without making a segment. */
export function segmentsPreviewCommand(): Command {
  const command = new Command('preview')
    .description('say whom a rule would take in, without making a segment')
    .argument('[file]', 'JSON or YAML: a rule, or a segment with its rule')
    .option('--rule <text>', 'instead of a file: the rule as text');
  return runs<Options>(command, async (context, options, file) => {
    if ((file === undefined) === (options.rule === undefined)) {
      throw new UsageError('Give either a file or --rule with the text of a rule.');
    }
    const rule = file === undefined ? options.rule : ruleOf(readDocument(context.folder, file));
    const preview = await withApplication(context, await context.configuration(), (application) =>
      application.preview(rule),
    );
    return { data: preview, text: stringify(preview).trimEnd() };
  });
}

function ruleOf(document: unknown): unknown {
  const isSegment = typeof document === 'object' && document !== null && 'rule' in document;
  return isSegment ? document.rule : document;
}
