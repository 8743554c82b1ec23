import type { ConnectorContext } from '../contract/connector.ts';
import { ConnectorError } from '../contract/errors.ts';
import type { Json } from '../contract/json.ts';
import { objectOf } from '../programs/json-value.ts';
import { OutputTail } from '../programs/output-tail.ts';
import { runProgram } from '../programs/run-program.ts';
import { programOf } from '../programs/settings.ts';
import type { SingerConfig } from './config.ts';

const MOST_BYTES = 4 * 1_048_576;

/** What a tap says of its settings, as JSON Schema; undefined for the many that say nothing. */
export async function settingsSchema(
  config: SingerConfig,
  context: ConnectorContext,
): Promise<Json | undefined> {
  const program = programOf(config, context);
  const lines: Buffer[] = [];
  let size = 0;
  try {
    const tail = new OutputTail(program.secrets);
    const args = ['--about', '--format=json'];
    for await (const { bytes } of runProgram(program, args, tail, context.signal)) {
      size += bytes.length;
      if (size > MOST_BYTES) return undefined;
      lines.push(bytes);
    }
    return objectOf(JSON.parse(lines.join('\n'))).settings;
  } catch (error) {
    // A tap that does not know the question ends with an error, or answers with something else.
    if (error instanceof ConnectorError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
