import { Command } from 'commander';
import { segmentsArchiveCommand } from './segments-archive.ts';
import { segmentsCreateCommand } from './segments-create.ts';
import { segmentsFormCommand } from './segments-form.ts';
import { segmentsGrowthCommand } from './segments-growth.ts';
import { segmentsListCommand } from './segments-list.ts';
import { segmentsMembersCommand } from './segments-members.ts';
import { segmentsPortraitCommand } from './segments-portrait.ts';
import { segmentsPreviewCommand } from './segments-preview.ts';
import { segmentsRenewCommand } from './segments-renew.ts';
import { segmentsShowCommand } from './segments-show.ts';

/** `portrait segments …`: without a word after it, the list. */
export function segmentsCommand(): Command {
  return new Command('segments')
    .description('list, show, make and end segments, and see who is in them')
    .addCommand(segmentsListCommand(), { isDefault: true })
    .addCommand(segmentsShowCommand())
    .addCommand(segmentsPortraitCommand())
    .addCommand(segmentsMembersCommand())
    .addCommand(segmentsGrowthCommand())
    .addCommand(segmentsCreateCommand())
    .addCommand(segmentsPreviewCommand())
    .addCommand(segmentsFormCommand())
    .addCommand(segmentsRenewCommand())
    .addCommand(segmentsArchiveCommand());
}
