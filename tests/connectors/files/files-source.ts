import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { filesConfig } from '../../../connectors/files/config.ts';
import { filesConnector } from '../../../connectors/files/files-connector.ts';
import type { ConnectorMessage, Json } from '../../../connectors/index.ts';
import { readAll, testContext } from '../support.ts';

const root = mkdtempSync(join(tmpdir(), 'portrait-files-'));
after(() => rmSync(root, { recursive: true }));

/** A source with one stream over the files of a new folder. */
export function source(files: Record<string, string | Buffer>, stream: object) {
  const baseFolder = mkdtempSync(join(root, 'case-'));
  const put = (name: string, content: string | Buffer) =>
    writeFileSync(join(baseFolder, name), content);
  for (const [name, content] of Object.entries(files)) put(name, content);
  const config = filesConfig.parse({ streams: [{ name: 's', ...stream }] });
  const context = testContext({ baseFolder });
  const read = (state: Json | null = null) => readAll(filesConnector, config, 's', state, context);
  return { baseFolder, config, context, put, read };
}

type Messages = readonly ConnectorMessage[];

export const records = (messages: Messages) =>
  messages.filter((message) => message.type === 'record');
export const rejects = (messages: Messages) =>
  messages.filter((message) => message.type === 'reject');
export const keys = (messages: Messages) => records(messages).map(({ key }) => key);
export const positions = (messages: Messages) => rejects(messages).map(({ position }) => position);
