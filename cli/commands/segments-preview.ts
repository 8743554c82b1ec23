import { Command } from 'commander';
import { withApplication } from '../application.ts';
import {
  addDecidingOptions,
  type Deciding,
  type DecidingOptions,
  decidingOf,
} from '../deciding-options.ts';
import { UsageError } from '../errors.ts';
import type { CommonOptions } from '../options.ts';
import { readDocument } from '../read-document.ts';
import { runs } from '../run-command.ts';
import { previewText } from '../terminal/preview-text.ts';

interface Options extends CommonOptions, DecidingOptions {}

/** `portrait segments preview`: whom a segment would take in, without making it. */
export function segmentsPreviewCommand(): Command {
  const command = addDecidingOptions(
    new Command('preview')
      .description('say whom a segment would take in, without making it')
      .argument('[file]', 'JSON or YAML: a rule, or a segment with what decides'),
  );
  return runs<Options>(command, async (context, options, file) => {
    const deciding = decidingOf(options, context.folder);
    if ((file === undefined) === (Object.keys(deciding).length === 0)) {
      throw new UsageError('Give either a file or an option that decides, such as --rule.');
    }
    const given = file === undefined ? deciding : partsOf(readDocument(context.folder, file));
    const preview = await withApplication(
      context,
      await context.configuration(),
      ({ services: { segments } }) =>
        given.rule === undefined
          ? segments.previewScored(given)
          : segments.preview(given.rule, { limit: PREVIEW_LIMIT }),
    );
    return { data: preview, text: previewText(preview) };
  });
}

const PREVIEW_LIMIT = 20_000;

function partsOf(document: unknown): Deciding {
  const parts = typeof document === 'object' && document !== null ? document : {};
  if ('rule' in parts || 'predicts' in parts || 'like' in parts) return parts as Deciding;
  return { rule: document };
}
