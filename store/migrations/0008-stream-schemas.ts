import { run } from './run.ts';

/** The schema that a stream was last read with, for streams that declare what becomes of a change. */
export const streamSchemas = run(['alter table source_states add column schema jsonb']);
